"""
How people sign in: django-allauth's settings.

Nobody has a password. A code goes to the email address; a passkey or an authenticator app is the
second factor, or the passkey alone signs in. The environment may name one OpenID Connect provider.
"""

import os

AUTHENTICATION_BACKENDS = ["mathshubs.people.backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "mathshubs.comms.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "mathshubs.people.adapters.SocialAccountAdapter"
MFA_ADAPTER = "mathshubs.people.adapters.MFAAdapter"

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_MAX_EMAIL_ADDRESSES = 4
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "/account/email/"
# An address known or not is answered alike. Not "strict": that would make a second person with the
# same address, which the database refuses.
ACCOUNT_PREVENT_ENUMERATION = True
# A school, or a room of forty teachers, is one IP address; what guards one account is its own key.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/m/ip,5/300s/key",
    "request_login_code": "300/m/ip,3/m/key",
    "signup": "120/m/ip",
    "tell_me": "60/m/ip,10/h/key",  # "Tell me when it runs again", which needs no account
    "write_to_hub": "60/m/ip,10/h/key",  # the doors of a hub, which need no account
}
ACCOUNT_FORMS = {
    "login": "mathshubs.people.sign_in_forms.SignIn",
    "request_login_code": "mathshubs.people.sign_in_forms.RequestCode",
    "signup": "mathshubs.people.sign_in_forms.SignUp",
    "confirm_login_code": "mathshubs.people.sign_in_forms.ConfirmSignInCode",
    "confirm_email_verification_code": "mathshubs.people.sign_in_forms.ConfirmEmailCode",
    "add_email": "mathshubs.people.sign_in_forms.AddEmail",
}

MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Maths Hubs"
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_FORMS = {
    "authenticate": "mathshubs.people.sign_in_forms.SecondFactorCode",
    "reauthenticate": "mathshubs.people.sign_in_forms.SecondFactorCodeAgain",
    "activate_totp": "mathshubs.people.sign_in_forms.ActivateApp",
    "login_webauthn": "mathshubs.people.sign_in_forms.SignInWithPasskey",
    "authenticate_webauthn": "mathshubs.people.sign_in_forms.PasskeyAsSecondFactor",
    "reauthenticate_webauthn": "mathshubs.people.sign_in_forms.PasskeyAgain",
    "add_webauthn": "mathshubs.people.sign_in_forms.AddPasskey",
}
# Browsers give passkeys to https pages, and to http://localhost for demos and tests.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = os.environ.get("MATHSHUBS_MODE", "production") != "production"

# Addresses of visitors are taken from X-Forwarded-For past this many proxies of our own.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("MATHSHUBS_PROXIES", "0"))

SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {}
SIGN_IN_ORIGINS = []  # where the sign-in form may lead: for the Content-Security-Policy
if issuer := os.environ.get("MATHSHUBS_OIDC_ISSUER"):
    SIGN_IN_ORIGINS.append("/".join(issuer.split("/")[:3]))
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "organisation",
                "name": os.environ.get("MATHSHUBS_OIDC_NAME", "your organisation"),
                "client_id": os.environ.get("MATHSHUBS_OIDC_CLIENT_ID", ""),
                "secret": os.environ.get("MATHSHUBS_OIDC_CLIENT_SECRET", ""),
                "settings": {"server_url": issuer},
            }
        ],
    }
