// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A compiled expression over {@code self} and {@code oldSelf}.
 *
 * <p>Both are dynamically typed, so that the same text means the same program everywhere, and each
 * text is compiled once.
 */
final class CelProgram {
  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .enableRegexPartialMatch(true)
          .build();
  private static final Map<Source, CelProgram> PROGRAMS = new ConcurrentHashMap<>();

  private final CelRuntime.Program program;
  private final boolean usesOldSelf;

  private CelProgram(CelRuntime.Program program, boolean usesOldSelf) {
    this.program = program;
    this.usesOldSelf = usesOldSelf;
  }

  /** Compiles an expression, unless that was done before. */
  static CelProgram of(String expression, boolean optionalOldSelf) {
    return PROGRAMS.computeIfAbsent(new Source(expression, optionalOldSelf), CelProgram::compile);
  }

  /** Whether this is a transition rule, which holds for changes only. */
  boolean usesOldSelf() {
    return usesOldSelf;
  }

  Object evaluate(Map<String, Object> variables) throws CelEvaluationException {
    return program.eval(variables);
  }

  private record Source(String expression, boolean optionalOldSelf) {}

  private static CelProgram compile(Source source) {
    var compiler = source.optionalOldSelf() ? Environment.OPTIONAL_COMPILER : Environment.COMPILER;
    try {
      var ast = compiler.compile(source.expression()).getAst();
      return new CelProgram(
          Environment.RUNTIME.createProgram(ast),
          ast.getReferenceMap().values().stream()
              .anyMatch(reference -> reference.name().equals("oldSelf")));
    } catch (CelValidationException | CelEvaluationException e) {
      throw new IllegalArgumentException(
          "rule does not compile: " + source.expression() + ": " + e.getMessage(), e);
    }
  }

  /** Loaded when the first rule is needed: it takes a third of a second. */
  private static final class Environment {
    static final CelCompiler COMPILER = compiler(SimpleType.DYN);
    static final CelCompiler OPTIONAL_COMPILER = compiler(OptionalType.create(SimpleType.DYN));
    static final CelRuntime RUNTIME =
        CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .addLibraries(CelExtensions.strings(), CelExtensions.optional())
            .build();

    private static CelCompiler compiler(CelType oldSelf) {
      return CelCompilerFactory.standardCelCompilerBuilder()
          .setOptions(OPTIONS)
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addLibraries(CelExtensions.strings(), CelExtensions.optional())
          .addVar("self", SimpleType.DYN)
          .addVar("oldSelf", oldSelf)
          .build();
    }
  }
}
