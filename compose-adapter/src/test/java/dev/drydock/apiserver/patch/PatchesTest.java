// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatchesTest {
  /** The examples of RFC 7386, appendix A. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':'b'} | {'a':'c'} | {'a':'c'}",
        "{'a':'b'} | {'b':'c'} | {'a':'b','b':'c'}",
        "{'a':'b'} | {'a':null} | {}",
        "{'a':'b','b':'c'} | {'a':null} | {'b':'c'}",
        "{'a':['b']} | {'a':'c'} | {'a':'c'}",
        "{'a':'c'} | {'a':['b']} | {'a':['b']}",
        "{'a':{'b':'c'}} | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}",
        "{'a':[{'b':'c'}]} | {'a':[1]} | {'a':[1]}",
        "['a','b'] | ['c','d'] | ['c','d']",
        "{'e':null} | {'a':1} | {'e':null,'a':1}",
        "[1,2] | {'a':'b','c':null} | {'a':'b'}",
        "{} | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}",
      })
  void mergePatchFollowsItsRfc(String target, String patch, String result) {
    assertThat(MergePatch.apply(json(target), json(patch))).isEqualTo(json(result));
  }

  /** After RFC 6902, appendix A. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':'b'} | [{'op':'add','path':'/c','value':1}] | {'a':'b','c':1}",
        "{'a':[1,3]} | [{'op':'add','path':'/a/1','value':2}] | {'a':[1,2,3]}",
        "{'a':[1]} | [{'op':'add','path':'/a/-','value':2}] | {'a':[1,2]}",
        "{'a':1,'b':2} | [{'op':'remove','path':'/a'}] | {'b':2}",
        "{'a':[1,2,3]} | [{'op':'remove','path':'/a/1'}] | {'a':[1,3]}",
        "{'a':1} | [{'op':'replace','path':'/a','value':2}] | {'a':2}",
        "{'a':{'b':1},'c':{}} | [{'op':'move','from':'/a/b','path':'/c/d'}] | {'a':{},'c':{'d':1}}",
        "{'a':{'b':1}} | [{'op':'copy','from':'/a','path':'/c'}] | {'a':{'b':1},'c':{'b':1}}",
        "{'a':1} | [{'op':'test','path':'/a','value':1}] | {'a':1}",
        "{'a/b':1,'m~n':2} | [{'op':'remove','path':'/a~1b'},{'op':'remove','path':'/m~0n'}] | {}",
      })
  void jsonPatchFollowsItsRfc(String target, String patch, String result) {
    assertThat(JsonPatch.apply(json(target), json(patch))).isEqualTo(json(result));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{'op':'remove','path':'/missing'}]",
        "[{'op':'replace','path':'/missing','value':1}]",
        "[{'op':'add','path':'/missing/child','value':1}]",
        "[{'op':'add','path':'/list/5','value':1}]",
        "[{'op':'test','path':'/a','value':2}]",
        "[{'op':'add','path':'/a'}]",
        "[{'op':'frobnicate','path':'/a'}]",
        "[{'op':'remove','path':'a'}]",
      })
  void aJsonPatchThatCannotBeAppliedIsUnprocessable(String patch) {
    assertThatThrownBy(() -> JsonPatch.apply(json("{'a':1,'list':[]}"), json(patch)))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(422));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'data':{'a':'1','b':'2'}} | {'data':{'a':null,'c':'3'}} | {'data':{'b':'2','c':'3'}}",
        "{'data':{'a':'1'}} | {'data':{'$patch':'replace','b':'2'}} | {'data':{'b':'2'}}",
        "{'data':{'a':'1','b':'2'}} | {'data':{'$retainKeys':['a'],'a':'9'}} | {'data':{'a':'9'}}",
        "{'metadata':{'finalizers':['a']}} | {'metadata':{'finalizers':['b','a']}} | {'metadata':{'finalizers':['a','b']}}",
        "{'metadata':{'finalizers':['a','b']}} | {'metadata':{'$deleteFromPrimitiveList/finalizers':['a']}} | {'metadata':{'finalizers':['b']}}",
        "{'metadata':{'finalizers':['a','b']}} | {'metadata':{'$setElementOrder/finalizers':['b','a']}} | {'metadata':{'finalizers':['b','a']}}",
        "{'metadata':{'ownerReferences':[{'uid':'1','name':'x'}]}} | {'metadata':{'ownerReferences':[{'uid':'1','name':'y'},{'uid':'2'}]}} | {'metadata':{'ownerReferences':[{'uid':'1','name':'y'},{'uid':'2'}]}}",
        "{'metadata':{'ownerReferences':[{'uid':'1'},{'uid':'2'}]}} | {'metadata':{'ownerReferences':[{'uid':'1','$patch':'delete'}]}} | {'metadata':{'ownerReferences':[{'uid':'2'}]}}",
        "{'list':[1,2]} | {'list':[3]} | {'list':[3]}",
      })
  void strategicMergePatchKnowsItsDirectivesAndLists(String target, String patch, String result) {
    assertThat(StrategicMergePatch.apply((ObjectNode) json(target), (ObjectNode) json(patch)))
        .isEqualTo(json(result));
  }

  @Test
  void whatIsPatchedIsNotChangedItself() {
    JsonNode target = json("{'a':{'b':[1]}}");
    JsonPatch.apply(target, json("[{'op':'add','path':'/a/b/-','value':2}]"));
    MergePatch.apply(target, json("{'a':null}"));
    assertThat(target).isEqualTo(json("{'a':{'b':[1]}}"));
  }

  private static JsonNode json(String text) {
    try {
      return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)).node();
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }
}
