package com.qubetics.dvpn.http;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A controller parameter of type `Account`, `AppKey` or `NodeId` that names the caller, as the
/// gateway has authenticated it; or `InetAddress`, where it called from, on the routes that tell. A
/// request without it is refused with 401 `UNAUTHENTICATED`.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface FromGateway {}
