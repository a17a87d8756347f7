/// What each service proves itself with at PostgreSQL and Kafka, and what it may do there:
/// passwords in a folder for each service, roles, users and rights. Start at [SecretsCommand].
@NullMarked
package com.qubetics.dvpn.admin.secrets;

import org.jspecify.annotations.NullMarked;
