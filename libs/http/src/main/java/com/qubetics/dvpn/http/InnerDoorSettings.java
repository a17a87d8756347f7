package com.qubetics.dvpn.http;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// @param issuers folder with the public keys that this service believes (`DVPN_ISSUERS`)
/// @param keyFile private key by which this service calls others (`DVPN_CALLER_KEY_FILE`), mode
///   0600; only where it does
@ConfigurationProperties("dvpn.door")
record InnerDoorSettings(Path issuers, @Nullable Path keyFile) {}
