// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * A request whose answer is compared.
 *
 * @param service compose service or workload
 * @param port port inside the application
 * @param path path and query
 * @param status status expected
 * @param contains text that the body must contain
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HttpCheck(
    @Required @Size(min = 1, max = 253) String service,
    @Required @Min(1) @Max(65535) Integer port,
    @Default("/") @Pattern("^/") @Size(max = 4096) String path,
    @Default("200") @Min(100) @Max(599) Integer status,
    @Size(max = 4096) @Nullable String contains) {}
