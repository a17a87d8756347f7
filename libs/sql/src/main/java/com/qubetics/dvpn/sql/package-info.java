/// How the values of libs/protocol lie in PostgreSQL. Start at [com.qubetics.dvpn.sql.Row].
@NullMarked
package com.qubetics.dvpn.sql;

import org.jspecify.annotations.NullMarked;
