/// Releases of the node agent, from the signers' side: one drafts, each signs on a machine of their
/// own, one puts the signatures together. Start at [ReleaseCommand].
@NullMarked
package com.qubetics.dvpn.admin.release;

import org.jspecify.annotations.NullMarked;
