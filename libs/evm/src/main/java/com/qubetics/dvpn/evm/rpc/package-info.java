/// JSON-RPC to an EVM node, each call bounded in time. Start at [JsonRpc].
@NullMarked
package com.qubetics.dvpn.evm.rpc;

import org.jspecify.annotations.NullMarked;
