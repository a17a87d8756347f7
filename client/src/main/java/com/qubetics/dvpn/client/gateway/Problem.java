package com.qubetics.dvpn.client.gateway;

import org.jspecify.annotations.Nullable;

/// A refusal as RFC 9457 carries it; `code` is what programs act on.
public record Problem(
    @Nullable String code, @Nullable String title, @Nullable String detail, int status) {}
