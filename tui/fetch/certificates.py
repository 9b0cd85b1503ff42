"""Files with certificates: those that flags and the environment name, and whether they can be used."""

from __future__ import annotations

import os

from tui.errors import BadOption, Unreachable

_PEM = "It has to be readable, and in PEM form."
_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
"""Name a file or folder with certificates of authorities: to Go's tools the first, to those of Python the second."""


def check_certificates(authority: str, certificate: str, key: str) -> None:
    """Return if the files can be used; each may be empty for none.

    Args:
        authority: file or folder with certificates of authorities.
        certificate: file with the client's certificate.
        key: file with its key; empty if `certificate` has both.

    Raises:
        BadOption: one of them cannot be.
    """
    for flag, path in (("-tls_ca", authority), ("-tls_cert", certificate), ("-tls_key", key)):
        if path and (trouble := _trouble_with_file(path)):
            raise BadOption(trouble, where=flag)
    if authority and (trouble := _trouble_with_authority(authority)):
        raise BadOption(trouble, where="-tls_ca", remedy=_PEM)
    if certificate:
        _check_client(certificate, key)


def authorities_of_environment() -> str:
    """Return the file or folder with certificates of authorities that the environment names; empty for none.

    Raises:
        Unreachable: it names one that cannot be used.
    """
    for variable in _VARIABLES:
        if path := os.environ.get(variable, ""):
            if trouble := _trouble_with_file(path) or _trouble_with_authority(path):
                remedy = f"Give another with -tls_ca FILE, or unset {variable}."
                raise Unreachable(f"${variable}: {trouble}", remedy=remedy)
            return path
    return ""


def _trouble_with_file(path: str) -> str:
    try:
        os.stat(path)
    except OSError as trouble:
        return f"{path}: {(trouble.strerror or 'cannot be read').lower()}"
    return ""


def _trouble_with_authority(path: str) -> str:
    import ssl  # a start without a server has no use for it

    folder = os.path.isdir(path)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(
            None if folder else path, path if folder else None
        )
    except OSError:
        return f"there is no certificate in {path}"
    return ""


def _check_client(certificate: str, key: str) -> None:
    import ssl

    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_cert_chain(certificate, key or None, password=_no_passphrase)
    except OSError:
        what = f"there is no certificate with a fitting key in {f'{certificate} and {key}' if key else certificate}"
        raise BadOption(what, where="-tls_cert", remedy=_PEM) from None


def _no_passphrase() -> str:
    """Stand in for OpenSSL, which would ask on the terminal, in the middle of the screen."""
    raise BadOption("the key of the client certificate is encrypted", remedy="Decrypt it: openssl pkey -in KEY -out F")
