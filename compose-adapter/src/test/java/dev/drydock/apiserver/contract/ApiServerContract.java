// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.contract;

import org.junit.jupiter.api.TestInstance;

/**
 * What any API server must do with our kinds.
 *
 * <p>A rule counts only when a real kube-apiserver passes it too; where the two differ, the real
 * one is right.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ApiServerContract
    implements CrudContract,
        StatusContract,
        PatchContract,
        ListContract,
        WatchContract,
        ValidationContract,
        DiscoveryContract {}
