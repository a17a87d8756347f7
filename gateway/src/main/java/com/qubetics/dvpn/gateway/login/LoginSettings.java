package com.qubetics.dvpn.gateway.login;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// @param nonceLifetime how long a login nonce can be used
/// @param tokenLifetime how long an access token is valid at most
/// @param delegationLifetime the longest time a wallet may delegate an app key for
/// @param tokenKeyFile the keys of tokens, shared by all replicas: a line each, `0x` and 32 bytes;
///   the first signs, all verify
@ConfigurationProperties("dvpn.login")
record LoginSettings(
    Duration nonceLifetime,
    Duration tokenLifetime,
    Duration delegationLifetime,
    Path tokenKeyFile) {}
