/// The command behind `./dev`: brings the whole network up on one machine, takes it down, and tells
/// its story. Start at [com.qubetics.dvpn.stage.StageCommand].
@NullMarked
package com.qubetics.dvpn.stage;

import org.jspecify.annotations.NullMarked;
