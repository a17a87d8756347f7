package com.qubetics.dvpn.client.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A refusal as RFC 9457 carries it; `code` is what programs act on.
///
/// @param attempts the candidates of a session that none took; null elsewhere
public record Problem(
    @Nullable String code,
    @Nullable String title,
    @Nullable String detail,
    int status,
    @Nullable List<Attempt> attempts) {}
