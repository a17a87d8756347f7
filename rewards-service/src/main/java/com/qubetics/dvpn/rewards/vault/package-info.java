/// The RewardsVault contract as this service sees it: what it reads from it and sends to it, each
/// thing once. Start at [com.qubetics.dvpn.rewards.vault.Vault].
@NullMarked
package com.qubetics.dvpn.rewards.vault;

import org.jspecify.annotations.NullMarked;
