"""What each scanner found, in one form: package URLs without qualifiers, and the licences, or '' for none."""

import json, re, urllib.parse

OF_A_DISTRIBUTION = ("deb", "rpm", "apk", "alpm")


def normal(purl):
    """A package URL as two scanners can agree on it, or None: decoded, without qualifiers, a distribution's name or what
    an ecosystem does not tell apart (letter case, and for Python - and _); an epoch is part of the version."""
    parsed = re.match(r"pkg:/*([^/]+)/([^?#]+)(?:\?([^#]*))?", purl)
    if not parsed:
        return None
    type_ = {"pacman": "alpm"}.get(parsed[1].lower(), parsed[1].lower())
    rest, qualifiers = parsed[2], urllib.parse.parse_qs(parsed[3] or "")
    at = rest.rfind("@")
    name, version = (rest[:at], rest[at + 1:]) if at > 0 else (rest, "")
    name, version = (urllib.parse.unquote(part).strip("/") for part in (name, version))
    if type_ in OF_A_DISTRIBUTION:
        name = name.rsplit("/", 1)[-1]
        epoch = qualifiers.get("epoch", ["0"])[0]
        version = version.removeprefix("0:")
        if epoch != "0" and not version.startswith(epoch + ":"):
            version = f"{epoch}:{version}"
    if type_ == "pypi":
        name = re.sub(r"[-_.]+", "-", name)
    if type_ == "golang":
        version = "" if version in ("(devel)", "UNKNOWN") else version
        version = version.removeprefix("go") if name == "stdlib" else version
    if type_ == "composer":
        version = version.removeprefix("v")
    if type_ == "generic":  # vendors are not told apart, nor builds of one version
        name = name.rsplit("/", 1)[-1]
        version = version.split("+")[0]
    if type_ != "maven":
        name = name.lower()
    return f"pkg:{type_}/{name}" + (f"@{version}" if version else "")


def of_imagescan(report):
    for package in report["packages"]:
        expression = package.get("license", {}).get("expression", "NOASSERTION")
        for purl in [package["purl"], *package.get("also", [])]:
            yield purl, "" if expression == "NOASSERTION" else expression


def of_syft(report):
    for package in report["artifacts"]:
        purl = package.get("purl", "")
        if package["type"] == "alpm" and not purl:  # it has none for pacman on another distribution
            purl = f"pkg:alpm/{package['name']}@{package['version']}"
        yield purl, ", ".join(license_["spdxExpression"] or license_["value"] for license_ in package["licenses"])


def of_trivy(report):
    for result in report.get("Results", []):
        for package in result.get("Packages", []):
            yield package.get("Identifier", {}).get("PURL", ""), ", ".join(package.get("Licenses") or [])


def of_scalibr(report):
    for component in report.get("components", []):
        yield component.get("purl", ""), "declared" if component.get("licenses") else ""


READERS = {"imagescan": of_imagescan, "syft": of_syft, "trivy": of_trivy, "scalibr": of_scalibr}


def read(scanner, path):
    """The scanner's findings: normal package URL → its licences as that scanner writes them."""
    found = {}
    with open(path, encoding="utf-8") as report:
        for purl, licenses in READERS[scanner](json.load(report)):
            key = normal(purl)
            if key:
                found[key] = found.get(key) or licenses
    return found


def read_truth(path):
    """What is there, and what may be there: lines that begin with a question mark."""
    with open(path, encoding="utf-8") as lines:
        lines = [line.strip() for line in lines]
    maybe = {normal(line[1:]) for line in lines if line.startswith("?")}
    return {normal(line) for line in lines if not line.startswith("?")} - {None}, maybe - {None}


def without_group(purl):
    """A Maven package URL with its artifact alone: a jar that tells no group has been given one or none."""
    return "pkg:maven/" + purl.rsplit("/", 1)[-1]


def type_of(purl):
    return purl[4:purl.index("/")]
