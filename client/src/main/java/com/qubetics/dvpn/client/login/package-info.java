/// Login: the wallet delegates an app key once a day, the app key fetches access tokens. Start at
/// [WalletLogin] and [Access].
@NullMarked
package com.qubetics.dvpn.client.login;

import org.jspecify.annotations.NullMarked;
