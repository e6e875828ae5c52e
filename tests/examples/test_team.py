"""``examples/team``: what Compose and Helm make of it begins, as far as can be told without them.

Helm itself lints the chart and writes its objects; no container engine and no cluster is at hand.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from a2i_emulator.commands.cli import main
from a2i_emulator.commands.files import UsageError
from a2i_emulator.commands.options import add_settings, read_settings, variable
from a2i_emulator.commands.requirements import require
from a2i_emulator.settings import Settings

TEAM = Path(__file__).parents[2] / "examples" / "team"
IMAGE = {
    "A2I_EMULATOR_HOST": "0.0.0.0",
    "A2I_EMULATOR_DATA_DIR": "/data",
    "A2I_EMULATOR_SECURE": "1",
}
"""What the image sets, and its tests hold it to."""


def filled(text: str, values: Mapping[str, str]) -> str:
    """Fill variables in as Compose does."""
    return re.sub(r"\$\{(\w+)(?::\?)?\}", lambda found: values[found[1]], text)


@pytest.fixture
def values() -> dict[str, str]:
    lines = (TEAM / ".env.example").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("=", 1) for line in lines if not line.startswith("#")]
    return {name: value or "0123456789abcdef" for name, value in pairs}


@pytest.fixture
def compose(values: dict[str, str]) -> dict[str, Any]:
    text = (TEAM / "compose.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(\w+)", text)) == set(values)
    found: dict[str, Any] = yaml.safe_load(filled(text, values))
    return found


def settings_of(environment: Mapping[str, str], url: str) -> Settings:
    """Return the settings of a container, on a database that is there."""
    unknown = {name for name in environment if name.startswith("A2I_EMULATOR_")}
    parser = argparse.ArgumentParser()
    add_settings(parser)
    options = parser.parse_args([])
    assert unknown <= {variable(name) for name in vars(options)}
    return read_settings(options, {**IMAGE, **environment, "A2I_EMULATOR_DATABASE_URL": url})


def check(settings: Settings) -> None:
    """See that an emulator begins with these settings, once there is an admin, and where it is."""
    assert settings.database_url is not None
    with pytest.raises(UsageError, match="keys create --role admin"):
        require(settings)
    assert main(["keys", "create", "--role", "admin", "--database-url", settings.database_url]) == 0
    require(settings)
    assert settings.template_origin == "https://templates.example.com"
    assert settings.allowed_hosts == ("a2i.example.com",)


def test_compose_names_what_is_there(compose: dict[str, Any]) -> None:
    services = compose["services"]
    named = set()
    for service in services.values():
        assert set(service.get("depends_on", ())) <= set(services)
        assert set(service["networks"]) <= set(compose["networks"])
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            if not source.startswith("."):
                named.add(source)
            elif not source.startswith("./tls"):
                assert (TEAM / source).is_file()
    assert named == set(compose["volumes"])
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    address = services["proxy"]["networks"]["inside"]["ipv4_address"]
    assert services["a2i-1"]["environment"]["A2I_EMULATOR_TRUSTED_PROXIES"] == address


def test_an_emulator_begins_in_compose(
    compose: dict[str, Any], postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = compose["services"]["a2i-2"]["environment"]
    hosts = re.findall(r"//(?:[^@/]*@)?([a-z0-9]+)[:/]", " ".join(environment.values()))
    assert set(hosts) <= set(compose["services"])
    check(settings_of(environment, postgres_url))
    assert "AWS_SECRET_ACCESS_KEY=" in capsys.readouterr().out


def test_the_proxy_writes_what_the_emulator_believes(values: dict[str, str]) -> None:
    text = (TEAM / "proxy.conf.template").read_text(encoding="utf-8")
    written = dict(re.findall(r"proxy_set_header (\S+) (\S+);", text))
    assert {name: written.get(name) for name in ("X-Forwarded-For", "X-Forwarded-Proto")} == {
        "X-Forwarded-For": "$remote_addr",
        "X-Forwarded-Proto": "$scheme",
    }
    assert set(re.findall(r"\$\{(\w+)\}", text)) <= set(values)


def test_the_provider_sends_what_the_portal_asks_for(values: dict[str, str]) -> None:
    realm = json.loads(filled((TEAM / "realm.json").read_text(encoding="utf-8"), values))
    (client,) = realm["clients"]
    claims = {mapper["config"]["claim.name"] for mapper in client["protocolMappers"]}
    parts = ("client_id", "groups", "name", "sub")
    assert claims == {f"sagemaker-{part}" for part in parts}
    assert client["redirectUris"] == ["https://a2i.example.com/_a2i/portal/oauth2/idpresponse"]


def helm(*arguments: str) -> str:
    program = shutil.which("helm") or str(Path(sys.executable).with_name("helm"))
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_chart_s_emulators_begin(postgres_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    given = ("trustedProxies=10.42.0.0/16", "s3Endpoint=https://s3.internal", "replicas=3")
    further = "settings.A2I_EMULATOR_RETENTION=90"
    options = [part for one in (*given, further) for part in ("--set-string", one)]
    helm("lint", "--strict", str(TEAM / "chart"), *options)
    text = helm("template", "review", str(TEAM / "chart"), *options)
    objects = {found["kind"]: found for found in yaml.safe_load_all(text)}
    assert set(objects) == {"Deployment", "Ingress", "PodDisruptionBudget", "Service"}
    (container,) = objects["Deployment"]["spec"]["template"]["spec"]["containers"]
    environment = {one["name"]: one.get("value", "") for one in container["env"]}
    settings = settings_of(environment, postgres_url)
    check(settings)
    assert settings.s3_endpoint == "https://s3.internal"
    assert settings.events_endpoint == "https://events.us-east-1.amazonaws.com"
    assert settings.events_source == "custom.a2i"
    assert settings.cognito_endpoint == "https://cognito-idp.us-east-1.amazonaws.com"
    assert settings.retention == 90 * 86_400_000
    probes = {container[kind]["httpGet"]["path"] for kind in ("readinessProbe", "livenessProbe")}
    assert probes == {"/_a2i/health"}  # An S3 that is away must not take all of them off.
    hosts = [rule["host"] for rule in objects["Ingress"]["spec"]["rules"]]
    assert hosts == ["a2i.example.com", "templates.example.com"]
    labels = objects["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert objects["Service"]["spec"]["selector"].items() <= labels.items()
    capsys.readouterr()


def test_the_chart_asks_for_its_proxies() -> None:
    with pytest.raises(AssertionError, match="addresses of the ingress controller"):
        helm("template", "review", str(TEAM / "chart"))
