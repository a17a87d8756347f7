package com.qubetics.dvpn.gateway.login;

import com.qubetics.dvpn.gateway.caller.Caller;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.http.words.PageSize;
import com.qubetics.dvpn.protocol.login.TokenRequest;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.wire.login.AccessToken;
import com.qubetics.dvpn.wire.login.Delegation;
import com.qubetics.dvpn.wire.login.LoginNonce;
import com.qubetics.dvpn.wire.login.LoginRequest;
import com.qubetics.dvpn.wire.login.LoginWish;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Nonces, logins and delegated app keys over HTTP.
@RestController
@RequestMapping("/api/v1/login")
class LoginController {

  private static final int MAX_PAGE = 200;

  private final Login login;
  private final AppKeys appKeys;

  LoginController(Login login, AppKeys appKeys) {
    this.login = login;
    this.appKeys = appKeys;
  }

  @PostMapping("/nonces")
  ResponseEntity<LoginNonce> nonce(@RequestBody(required = false) @Nullable LoginWish wish) {
    LoginNonce nonce = login.begin(wish == null ? LoginWish.NO_TEXT : wish);
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(nonce);
  }

  @PostMapping
  ResponseEntity<AccessToken> byWallet(@RequestBody LoginRequest request) {
    return token(login.byWallet(request));
  }

  @PostMapping("/tokens")
  ResponseEntity<AccessToken> byAppKey(@RequestBody Signed<TokenRequest> request) {
    return token(login.byAppKey(request));
  }

  @GetMapping("/app-keys")
  Delegation.Page appKeys(
      @AuthenticationPrincipal Caller.User user,
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(required = false) @Nullable AppKey cursor) {
    int size = PageSize.of(limit, MAX_PAGE);
    List<Delegation> found = appKeys.of(user.account(), Optional.ofNullable(cursor), size);
    return new Delegation.Page(found, found.size() < size ? null : found.getLast().appKey());
  }

  @DeleteMapping("/app-keys/{appKey}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revoke(@AuthenticationPrincipal Caller.User user, @PathVariable AppKey appKey) {
    if (!appKeys.revoke(user.account(), appKey)) {
      throw new Refusal(ProblemCode.APP_KEY_UNKNOWN, "This account has not delegated that key.");
    }
  }

  private static ResponseEntity<AccessToken> token(AccessToken token) {
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(token);
  }
}
