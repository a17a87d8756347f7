package com.qubetics.dvpn.agent.dns;

/// Numbers of questions that nobody can guess, 16 bits each.
@FunctionalInterface
interface Numbers {
  int next();
}
