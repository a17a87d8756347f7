package com.qubetics.dvpn.gateway.admission;

import com.qubetics.dvpn.gateway.admission.Shares.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/// Who may hold how much at a time. Connections are asked for where they are accepted
/// ([BoundedProtocol]), requests before any other filter ([RequestsInFlight]), bytes before a body
/// is read (`BodyLimit`). What is refused costs no more than the refusal.
@Component
public final class Admission {
  private static final long SHEDDING_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int OPENINGS_AT_ONCE = 3;

  private final AdmissionSettings settings;
  private final Capacity capacity;
  private final Shares connections;
  private final Shares requests;
  private final Shares bytes;
  private final RequestRate openings;
  private final Map<Shed, Counter> shed = new EnumMap<>(Shed.class);

  /// Of `System.nanoTime`'s kind.
  private final AtomicLong lastShed = new AtomicLong(System.nanoTime() - SHEDDING_NANOS);

  /// @param largestBody one address may send one of that size, however small its share is
  Admission(
      AdmissionSettings settings,
      MeterRegistry meters,
      @Value("${dvpn.limit.body}") DataSize largestBody) {
    this.settings = settings;
    this.capacity = Capacity.of(settings, Runtime.getRuntime().maxMemory());
    int percent = settings.addressPercent();
    this.connections = new Shares(capacity.connections(), percent, 1);
    this.requests = new Shares(capacity.requests(), percent, 1);
    this.bytes = new Shares(capacity.bytes(), percent, largestBody.toBytes());
    this.openings =
        RequestRate.perSecond(settings.openings(), settings.openings() * OPENINGS_AT_ONCE);
    for (Shed reason : Shed.values()) {
      shed.put(reason, meters.counter("dvpn_gateway_shed", "reason", reason.name()));
    }
    Gauge.builder("dvpn_gateway_connections", connections::all).register(meters);
    Gauge.builder("dvpn_gateway_requests", requests::all).register(meters);
    Gauge.builder("dvpn_gateway_body_bytes", bytes::all).register(meters);
  }

  Capacity capacity() {
    return capacity;
  }

  /// For a request's head, and for the handshake before the first one.
  Duration headTime() {
    return settings.headTime();
  }

  /// For a request's body.
  public Duration bodyTime() {
    return settings.bodyTime();
  }

  /// Whether something was refused for want of room within the last seconds: not sick, but busy.
  public boolean isShedding() {
    return System.nanoTime() - lastShed.get() < SHEDDING_NANOS;
  }

  /// @return whether the address may have one more connection; then it is to be given back
  boolean takesConnection(String address) {
    if (!openings.take(address, System.nanoTime()).admitted()) {
      return refused(Shed.ADDRESS_OPENINGS);
    }
    return switch (connections.take(address, 1)) {
      case TAKEN -> true;
      // All of them: Tomcat does not accept that many at a time.
      case ADDRESS_FULL, FULL -> refused(Shed.ADDRESS_CONNECTIONS);
    };
  }

  void connectionClosed(String address) {
    connections.giveBack(address, 1);
  }

  /// @return empty if the address may begin one more request; then it is to be given back
  Optional<Room> requestRefusal(String address) {
    return refusal(requests.take(address, 1), Shed.ADDRESS_REQUESTS, Shed.REQUESTS);
  }

  void requestEnded(String address) {
    requests.giveBack(address, 1);
  }

  /// @return empty if the address may send a body of this size; then it is to be given back
  public Optional<Room> bytesRefusal(String address, long size) {
    return refusal(bytes.take(address, size), Shed.ADDRESS_BYTES, Shed.BYTES);
  }

  public void bytesFreed(String address, long size) {
    bytes.giveBack(address, size);
  }

  void headTooSlow() {
    refused(Shed.HEAD_TIME);
  }

  public void bodyTooSlow() {
    refused(Shed.BODY_TIME);
  }

  private Optional<Room> refusal(Outcome outcome, Shed ofAddress, Shed ofAll) {
    return switch (outcome) {
      case TAKEN -> Optional.empty();
      case ADDRESS_FULL -> {
        refused(ofAddress);
        yield Optional.of(Room.NONE_FOR_ADDRESS);
      }
      case FULL -> {
        refused(ofAll);
        yield Optional.of(Room.NONE);
      }
    };
  }

  private boolean refused(Shed reason) {
    Objects.requireNonNull(shed.get(reason)).increment();
    lastShed.set(System.nanoTime());
    return false;
  }

  @Scheduled(fixedDelayString = "PT10S")
  void forget() {
    openings.forget(System.nanoTime());
  }
}
