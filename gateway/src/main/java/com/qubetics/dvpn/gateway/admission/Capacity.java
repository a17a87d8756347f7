package com.qubetics.dvpn.gateway.admission;

/// What this process can hold at a time without running out of heap.
///
/// ## How it works, and why
///
/// The program itself lives in [#OWN], or in half of a heap that is smaller than twice that. Half
/// of the rest is for connections (64 KiB each: buffers and the state of TLS), three eighths for
/// requests (128 KiB each: buffers of both connections and a virtual thread's stack), an eighth for
/// bodies. Example: of 192 MiB, 96 are left, so 768 connections, 288 requests and 12 MiB of bodies.
///
/// @param bytes of request bodies
record Capacity(int connections, int requests, long bytes) {
  private static final long OWN = 96L << 20;
  private static final long CONNECTION = 64L << 10;
  private static final long REQUEST = 128L << 10;

  static Capacity of(AdmissionSettings settings, long heapBytes) {
    long rest = Math.max(heapBytes / 2, heapBytes - OWN);
    return new Capacity(
        settings.connections() > 0 ? settings.connections() : count(rest / 2 / CONNECTION),
        settings.requests() > 0 ? settings.requests() : count(rest * 3 / 8 / REQUEST),
        settings.bytes().toBytes() > 0 ? settings.bytes().toBytes() : rest / 8);
  }

  private static int count(long number) {
    return Math.toIntExact(Math.min(number, 1_000_000));
  }
}
