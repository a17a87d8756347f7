package com.qubetics.dvpn.agent.log;

import java.time.Clock;

/// Where [System#getLogger] finds the agent's loggers, by META-INF/services. In place of
/// java.util.logging, which reads 130 classes, locales and a configuration at each start.
public final class LineLoggers extends System.LoggerFinder {
  @Override
  public System.Logger getLogger(String name, Module module) {
    return new LineLogger(name, System.err, Clock.systemUTC());
  }
}
