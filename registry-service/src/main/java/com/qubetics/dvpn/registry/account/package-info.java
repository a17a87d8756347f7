/// Contract accounts, such as a Safe: whether signatures are theirs. Start at
/// [AccountSignatureController].
@NullMarked
package com.qubetics.dvpn.registry.account;

import org.jspecify.annotations.NullMarked;
