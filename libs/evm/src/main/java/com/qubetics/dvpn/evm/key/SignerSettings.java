package com.qubetics.dvpn.evm.key;

import com.qubetics.dvpn.protocol.value.Address;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where the sending key is: exactly one of the three forms.
///
/// @param keyFile see [KeyFile]
/// @param keystore see [KeystoreFile]; with its password file
/// @param external the service of an [ExternalSigner]; with its account
public record SignerSettings(
    @Nullable Path keyFile,
    @Nullable Path keystore,
    @Nullable Path passwordFile,
    @Nullable URI external,
    @Nullable Address account) {

  /// Settings as text, where empty counts as not given.
  public static SignerSettings ofTexts(
      @Nullable String keyFile,
      @Nullable String keystore,
      @Nullable String passwordFile,
      @Nullable String external,
      @Nullable String account) {
    return new SignerSettings(
        given(keyFile, Path::of),
        given(keystore, Path::of),
        given(passwordFile, Path::of),
        given(external, URI::create),
        given(account, Address::parse));
  }

  /// Whether there is any key to open.
  public boolean isGiven() {
    return keyFile != null || keystore != null || external != null;
  }

  private static <T> @Nullable T given(@Nullable String text, Function<String, T> read) {
    return text == null || text.isBlank() ? null : read.apply(text.strip());
  }

  /// What messages call the files.
  public record Names(String keyFile, String keystore, String passwordFile) {
    private static final Names USUAL = new Names("key file", "keystore", "password file");
  }

  /// @throws IllegalArgumentException if none or several are given, or one can't be read
  public Signer open() {
    return open(Names.USUAL);
  }

  /// @param names of the options that named the files
  /// @throws IllegalArgumentException if none or several are given, or one can't be read
  public Signer open(Names names) {
    long given = Stream.of(keyFile, keystore, external).filter(Objects::nonNull).count();
    if (given != 1) {
      throw new IllegalArgumentException(
          "sending key: %s given (expected: one of key file, keystore with its password file,"
                  .formatted(given)
              + " external signer with its account)");
    }
    if (keyFile != null) {
      return Signer.of(KeyFile.readOwn(names.keyFile(), keyFile));
    }
    if (keystore != null) {
      if (passwordFile == null) {
        throw new IllegalArgumentException("sending key: the keystore's password file is missing");
      }
      return Signer.of(
          KeystoreFile.read(names.keystore(), keystore, names.passwordFile(), passwordFile));
    }
    if (external == null || account == null) {
      throw new IllegalArgumentException("sending key: the external signer's account is missing");
    }
    return new ExternalSigner(external, account);
  }
}
