/// What accounts have earned, been paid and can claim. Start at
/// [com.qubetics.dvpn.rewards.claim.Claims].
@NullMarked
package com.qubetics.dvpn.rewards.claim;

import org.jspecify.annotations.NullMarked;
