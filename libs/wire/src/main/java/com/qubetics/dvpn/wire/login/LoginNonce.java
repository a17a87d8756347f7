package com.qubetics.dvpn.wire.login;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Good for one login.
///
/// @param text to be signed, if a text was wished for; whoever signs it compares it with the wish
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LoginNonce(String nonce, Instant expiresAt, @Nullable String text) {}
