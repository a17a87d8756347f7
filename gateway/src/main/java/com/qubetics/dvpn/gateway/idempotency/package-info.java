/// `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a POST that is sent again under
/// the same key is not done again but answered again, by whichever replica, with the same words.
/// Start at [OncePosts].
@NullMarked
package com.qubetics.dvpn.gateway.idempotency;

import org.jspecify.annotations.NullMarked;
