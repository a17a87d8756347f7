/// The chain as a headless host needs it: to sign and send one transaction of the provider's. All
/// else the provider does with a wallet. Start at [ProviderWallet].
@NullMarked
package com.qubetics.dvpn.agent.chain;

import org.jspecify.annotations.NullMarked;
