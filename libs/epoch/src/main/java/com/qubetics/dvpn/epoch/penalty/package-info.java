/// The ladder of penalties: from what others saw of the nodes in an epoch to warnings, jails and
/// slashes. Pure functions of their arguments, so that everyone who has the evidence comes to the
/// same decision. Start at [com.qubetics.dvpn.epoch.penalty.Ladder].
@NullMarked
package com.qubetics.dvpn.epoch.penalty;

import org.jspecify.annotations.NullMarked;
