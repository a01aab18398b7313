"""A small OpenID Connect provider on this machine: authorization code with PKCE, over real HTTP."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "mathshubs", "the-secret-of-the-test"


@dataclass
class Provider:
    """Whoever comes is taken to be `claims`, without being asked."""

    url: str = ""
    claims: dict = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    codes: dict[str, dict] = field(default_factory=dict)
    tokens: dict[str, dict] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def configuration(self) -> dict:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}

    def code_for(self, asked: dict[str, str]) -> str:
        """Return the address to go back to with a code, which remembers what was asked."""
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?" + urlencode({"code": code, "state": asked["state"]})

    def token_for(self, given: dict[str, str]) -> dict | None:
        """Return the tokens for a code: None unless client, secret, address and PKCE all fit."""
        asked = self.codes.pop(given.get("code", ""), None)
        verifier = given.get("code_verifier", "").encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=")
        if (
            asked is None
            or (given.get("client_id"), given.get("client_secret")) != (CLIENT, SECRET)
            or given.get("redirect_uri") != asked["redirect_uri"]
            or asked.get("code_challenge") != challenge.decode()
        ):
            return None
        access, now = secrets.token_urlsafe(), int(time.time())
        self.tokens[access] = self.claims
        identity = {**self.claims, "iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300}
        if nonce := asked.get("nonce"):
            identity["nonce"] = nonce
        signed = jwt.encode(identity, self.key, "RS256", headers={"kid": "one"})
        return {"access_token": access, "token_type": "Bearer", "id_token": signed}


@contextmanager
def oidc_provider() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
            provider.asked.append(parts.path)
            if parts.path == "/.well-known/openid-configuration":
                self.answer(provider.configuration())
            elif parts.path == "/keys":
                self.answer(provider.keys())
            elif parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.code_for(asked))
                self.end_headers()
            elif parts.path == "/userinfo":
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                self.answer(provider.tokens.get(token))
            else:
                self.answer(None)

        def do_POST(self):
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            given = {key: values[0] for key, values in parse_qs(body).items()}
            self.answer(provider.token_for(given))

        def answer(self, found: dict | None):
            self.send_response(200 if found is not None else 400)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(found or {"error": "invalid_request"}).encode())

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
