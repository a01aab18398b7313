"""The forms of signing in, in our words. What they do is django-allauth's."""

from __future__ import annotations

import struct

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from .models import Person

_WORDS = {
    "login": ("Email address", "We send a code to it. You need no password."),
    "email": ("Email address", ""),
    "code": ("Code", ""),
}
_MISSING = {
    "login": "Type your email address.",
    "email": "Type an email address.",
    "code": "Type the code.",
}


_NO_PASSKEY = "Your browser gave us no passkey. Try again, or use another way."
_BROKEN = (LookupError, TypeError, ValueError, AttributeError, struct.error)


class _Plain:
    """Labels and sentences instead of placeholders."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in _WORDS:
                field.label, hint = _WORDS[name]
                field.help_text = hint or field.help_text
                field.error_messages["required"] = _MISSING[name]
            if name in ("login", "email"):
                field.widget.attrs["autocomplete"] = "email"
                field.error_messages["invalid"] = (
                    "That is not an email address. Type one such as name@school.org."
                )
            if name == "code":
                field.widget.attrs |= {
                    "autocomplete": "one-time-code",
                    "class": "govuk-input--width-10",
                    "spellcheck": "false",
                    "autocapitalize": "characters",
                }


class SignIn(_Plain, account.LoginForm):
    pass


class RequestCode(_Plain, account.RequestLoginCodeForm):
    pass


class SignUp(_Plain, account.SignupForm):
    pass


class ConfirmSignInCode(_Plain, account.ConfirmLoginCodeForm):
    pass


class ConfirmEmailCode(_Plain, account.ConfirmEmailVerificationCodeForm):
    pass


class AddEmail(_Plain, account.AddEmailForm):
    pass


class _KnowsTheirFactors:
    user: Person

    @cached_property
    def kinds(self) -> set[str]:
        """The kinds of second factor they have set up, so that a page offers no other."""
        return set(Authenticator.objects.filter(user=self.user).values_list("type", flat=True))


class SecondFactorCode(_KnowsTheirFactors, _Plain, mfa.AuthenticateForm):
    pass


class SecondFactorCodeAgain(_KnowsTheirFactors, _Plain, mfa.ReauthenticateForm):
    pass


class ActivateApp(_Plain, totp.ActivateTOTPForm):
    pass


class _Passkey:
    """Refuses in a sentence what is no passkey's answer, where the library would fail."""

    fields: dict

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages |= {
            "required": _NO_PASSKEY,
            "invalid": _NO_PASSKEY,
        }

    def clean_credential(self):
        try:
            clean = getattr(super(), "clean_credential", None)
            return clean() if clean else self.cleaned_data["credential"]
        except _BROKEN as error:
            raise ValidationError(_NO_PASSKEY) from error

    def clean(self):
        try:
            return super().clean()
        except _BROKEN as error:
            raise ValidationError(_NO_PASSKEY) from error


class SignInWithPasskey(_Passkey, webauthn.LoginWebAuthnForm):
    pass


class PasskeyAsSecondFactor(_Passkey, webauthn.AuthenticateWebAuthnForm):
    pass


class PasskeyAgain(_Passkey, webauthn.ReauthenticateWebAuthnForm):
    pass


class AddPasskey(_Plain, _Passkey, webauthn.AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name, alone = self.fields["name"], self.fields["passwordless"]
        name.label, name.help_text = "A name for it", "Such as: my phone."
        alone.label, alone.initial = "Let it sign me in by itself", True
        alone.help_text = "Leave this ticked unless it is a key without a PIN or fingerprint."
