package com.qubetics.dvpn.ledger.epoch;

import com.qubetics.dvpn.http.FromService;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// The published files, byte for byte as hashed on chain.
@RestController
class EpochFilesController {
  private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

  private final JdbcClient jdbc;

  EpochFilesController(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @GetMapping("/api/v1/epochs/{number}/sessions")
  @FromService("rewards-service")
  ResponseEntity<byte[]> sessions(@PathVariable long number) {
    return file(
        "select file from epoch where number = :number and file is not null",
        number,
        ProblemCode.EPOCH_NOT_SEALED,
        "This epoch is not sealed yet.");
  }

  @GetMapping("/api/v1/epochs/{number}/openings")
  ResponseEntity<byte[]> openings(@PathVariable long number) {
    return file(
        "select openings from epoch where number = :number and openings is not null",
        number,
        ProblemCode.OPENINGS_NOT_DRAWN,
        "The block that picks the opened rows of this epoch is not final yet.");
  }

  private ResponseEntity<byte[]> file(String query, long number, ProblemCode code, String detail) {
    String text =
        jdbc.sql(query)
            .param("number", number)
            .query(String.class)
            .optional()
            .orElseThrow(() -> new Refusal(code, detail));
    return ResponseEntity.ok().contentType(TEXT).body(text.getBytes(StandardCharsets.UTF_8));
  }
}
