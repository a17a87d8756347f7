/// The epochs as anyone can see them, and the worker that moves them on. Start at
/// [com.qubetics.dvpn.rewards.epoch.EpochWorker].
@NullMarked
package com.qubetics.dvpn.rewards.epoch;

import org.jspecify.annotations.NullMarked;
