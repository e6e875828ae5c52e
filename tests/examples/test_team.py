"""``examples/team``: what Compose and Helm make of it begins, as far as can be told without them.

Helm itself lints the chart and writes its objects; no container engine and no cluster is at hand.
"""

from __future__ import annotations

import argparse
import ipaddress
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
import yaml
from tests.support.emulator import Emulator
from tests.support.processes import free_port

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
    ports = {name: str(port) for name, one in services.items() for port in one.get("ports", ())}
    assert ports == {"proxy": "443:443", "aws": "127.0.0.1:5000:5000"}


def test_the_proxy_s_address_is_nobody_else_s(compose: dict[str, Any]) -> None:
    services = compose["services"]
    address = services["proxy"]["networks"]["inside"]["ipv4_address"]
    assert services["a2i-1"]["environment"]["A2I_EMULATOR_TRUSTED_PROXIES"] == address
    (inside,) = compose["networks"]["inside"]["ipam"]["config"]
    given_out = ipaddress.ip_network(inside["ip_range"])
    assert given_out.subnet_of(ipaddress.ip_network(inside["subnet"]))  # type: ignore[arg-type]
    for fixed in (address, inside["gateway"]):
        assert ipaddress.ip_address(fixed) in ipaddress.ip_network(inside["subnet"])
        assert ipaddress.ip_address(fixed) not in given_out


def test_what_is_to_last_lies_in_volumes(compose: dict[str, Any]) -> None:
    services = compose["services"]
    provider = services["provider"]["environment"]
    assert provider["KC_DB_URL"] == "jdbc:postgresql://db/a2i"
    database = services["db"]["environment"]
    assert (provider["KC_DB_USERNAME"], provider["KC_DB_PASSWORD"]) == (
        database["POSTGRES_USER"],
        database["POSTGRES_PASSWORD"],
    )
    assert services["provider"]["depends_on"] == {"db": {"condition": "service_healthy"}}


def test_the_health_check_of_compose_asks_what_is_there(
    compose: dict[str, Any], emulator: Emulator
) -> None:
    kind, program, *arguments = compose["services"]["a2i-1"]["healthcheck"]["test"]
    assert (kind, program) == ("CMD", "python")
    (there,) = (one for one in arguments if "health" in one)
    told = there.replace("http://127.0.0.1:4224", emulator.url)
    assert subprocess.run([sys.executable, "-c", told], check=False).returncode == 0
    away = there.replace("4224", str(free_port()))
    asked = subprocess.run([sys.executable, "-c", away], capture_output=True, check=False)
    assert asked.returncode != 0


def test_each_public_name_leads_somewhere(compose: dict[str, Any], values: dict[str, str]) -> None:
    text = filled((TEAM / "proxy.conf.template").read_text(encoding="utf-8"), values)
    names = {name for line in re.findall(r"server_name ([^;]+);", text) for name in line.split()}
    assert names == {value for name, value in values.items() if name.endswith("_NAME")}
    inside = compose["services"]["proxy"]["networks"]["inside"]["aliases"]
    s3 = compose["services"]["a2i-1"]["environment"]["A2I_EMULATOR_S3_ENDPOINT"]
    assert urlsplit(s3).hostname in inside
    assert values["A2I_LOGIN_NAME"] in inside
    behind = re.findall(r"server (\S+):\d+ ([^;]+);", text)
    assert {name for name, _ in behind} == {"a2i-1", "a2i-2", "provider", "s3"}
    # Looked up anew, and none of two left out for long while it is replaced.
    assert {how for _, how in behind} == {"resolve max_fails=0"}
    assert "resolver 127.0.0.11 " in text
    assert set(re.findall(r"proxy_pass http://(\w+);", text)) == set(
        re.findall(r"upstream (\w+) ", text)
    )


def test_the_readme_names_what_boto3_looks_at(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (TEAM / "README.md").read_text(encoding="utf-8")
    services = {"s3": "S3", "events": "EVENTBRIDGE", "cognito-idp": "COGNITO_IDENTITY_PROVIDER"}
    for service, name in services.items():
        assert f"AWS_ENDPOINT_URL_{name}=" in text
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{name}", f"http://{service}.example.com")
        found = boto3.client(service, region_name="us-east-1").meta.endpoint_url
        assert found == f"http://{service}.example.com"


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


def pod_of(*options: str) -> dict[str, Any]:
    """Return the pods' specification."""
    text = helm("template", "review", str(TEAM / "chart"), *options)
    objects = {found["kind"]: found for found in yaml.safe_load_all(text)}
    pod: dict[str, Any] = objects["Deployment"]["spec"]["template"]["spec"]
    assert objects["Ingress"]["metadata"].get("annotations", {}) is not None
    return pod


def test_the_chart_takes_settings_in_the_place_of_its_own() -> None:
    proxies = ("--set", "trustedProxies={10.42.0.0/16,10.43.0.0/16}")
    settings = ("A2I_EMULATOR_LOG_FORMAT=text", "AWS_ACCESS_KEY_ID=key", "A2I_EMULATOR_RETENTION=9")
    options = [part for one in settings for part in ("--set", f"settings.{one}")]
    pod = pod_of(*proxies, *options, "--set", "ingress.annotations=null")
    assert pod["enableServiceLinks"] is False  # A2I_EMULATOR_PORT=tcp://… would be no port.
    assert "serviceAccountName" not in pod
    (container,) = pod["containers"]
    names = [one["name"] for one in container["env"]]
    assert len(names) == len(set(names))
    environment = {one["name"]: one.get("value") for one in container["env"]}
    assert environment["A2I_EMULATOR_LOG_FORMAT"] == "text"
    assert environment["AWS_ACCESS_KEY_ID"] == "key"
    assert environment["A2I_EMULATOR_RETENTION"] == "9"
    assert environment["A2I_EMULATOR_TRUSTED_PROXIES"] == "10.42.0.0/16,10.43.0.0/16"
    assert container["lifecycle"]["preStop"]["exec"]["command"] == ["sleep", "5"]


def test_the_chart_s_pods_may_have_a_role_and_an_authority_of_their_own(tmp_path: Path) -> None:
    readme = (TEAM / "README.md").read_text(encoding="utf-8")
    further = tmp_path / "values.yaml"
    further.write_text(readme.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    options = ("--set", "trustedProxies=10.42.0.0/16", "--set", "serviceAccountName=reviewer")
    pod = pod_of(*options, "--values", str(further))
    assert pod["serviceAccountName"] == "reviewer"
    (container,) = pod["containers"]
    keys = [one["valueFrom"]["secretKeyRef"] for one in container["env"] if "valueFrom" in one]
    assert [key["key"] for key in keys if not key.get("optional")] == ["database-url"]
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    assert set(mounts) == {volume["name"] for volume in pod["volumes"]}
    environment = {one["name"]: one.get("value", "") for one in container["env"]}
    assert environment["REQUESTS_CA_BUNDLE"].startswith(mounts["authority"] + "/")


def test_the_chart_asks_for_its_proxies() -> None:
    with pytest.raises(AssertionError, match="addresses of the ingress controller"):
        helm("template", "review", str(TEAM / "chart"))
