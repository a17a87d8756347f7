package com.qubetics.dvpn.benchmarks;

import java.io.IOException;

/// The peer of a program's footprint: says that it runs, and stays until its input ends.
final class EmptyProgram {
  private EmptyProgram() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println("running");
    System.in.read();
  }
}
