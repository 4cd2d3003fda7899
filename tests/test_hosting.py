"""What is shipped for hosting: the image's own commands run as another user on a tree that cannot
be written, behind Debian's nginx; and the kept trial is of what stands here.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import sysconfig
import tempfile
import urllib.request
from pathlib import Path

import pytest
import yaml

from ofsted.release.hosting import HOSTING as TRIAL
from ofsted.release.hosting import hosting_table
from ofsted.release.measured import faults_in_measured
from ofsted.steps.hosting_trial import HOSTING as HOSTING_STUDY
from ofsted.steps.hosting_trial import read_trial
from tests.hosting import links, site
from tests.hosting.sessions import spread
from tests.hosting.site import BASE, Proxy, Replica, ask, wait_until

pytestmark = pytest.mark.slow

HOSTING = site.ROOT / "hosting"
NOBODY = 10001  # the user of the image
APP, PROXY = re.split(
    r"^FROM debian.*$", (HOSTING / "Containerfile").read_text(encoding="utf-8"), flags=re.M
)
needs_proxy = pytest.mark.skipif(
    not (site.is_there("nginx") and site.is_there("openssl")), reason="nginx is not installed"
)


def lines_of(instruction: str, text: str = APP) -> list[str]:
    return re.findall(rf"^{instruction} (.+)$", text, re.M)


def environment_of_image() -> dict[str, str]:
    pairs = [pair for line in lines_of("ENV") for pair in shlex.split(line)]
    return dict(pair.split("=", 1) for pair in pairs)


def make_read_only_tree(folder: Path) -> Path:
    """What the image copies, where it copies it, for everybody to read and nobody to write."""
    folder.mkdir()
    for line in lines_of("COPY"):
        *sources, target = line.split()
        place = folder / target
        for source in sources:
            into = place / Path(source).name if target.endswith("/") else place
            is_folder = (site.ROOT / source).is_dir()
            into = place if is_folder else into
            into.parent.mkdir(parents=True, exist_ok=True)
            command = ["cp", "-rT" if is_folder else "-T", str(site.ROOT / source), str(into)]
            subprocess.run(command, check=True)
    subprocess.run(["chmod", "-R", "a-w,a+rX", str(folder)], check=True)
    return folder


def find_python(whom: dict) -> tuple[str, dict[str, str]]:
    """An interpreter that the user may run, and what lets it find the installed packages."""
    packages = {"PYTHONPATH": sysconfig.get_paths()["purelib"]}
    system = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    for python, settings in ((sys.executable, {}), (system, packages)):
        command = [python, "-c", "import streamlit"]
        try:
            subprocess.run(command, env=os.environ | settings, check=True, **whom)
        except (OSError, subprocess.CalledProcessError):
            continue
        return python, settings
    pytest.skip(f"no Python {sys.version_info.major}.{sys.version_info.minor} for another user")


def listing(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


@pytest.fixture(scope="module")
def image():
    """A running server as the image would start it; gives its tree and the replica."""
    # A folder of its own: pytest takes the rights of others away from its folders.
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        yield from run_image(folder)


def run_image(folder: Path):
    tree = make_read_only_tree(folder / "srv")
    home = folder / "tmp"
    home.mkdir(mode=0o777)
    home.chmod(0o777)
    given = {
        name: value.replace("/tmp", str(home)) for name, value in environment_of_image().items()
    }
    proxy = Proxy(folder, (f"127.0.0.1:{site.free_port()}", f"127.0.0.1:{site.free_port()}"))
    own = {
        "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
        "OFSTED_LOCAL": str(home),
        "OFSTED_PUBLIC_URL": proxy.address + BASE,
        "STREAMLIT_SERVER_ALLOWED_HOSTS": "localhost",
        "STREAMLIT_SERVER_PORT": proxy.replicas[1].partition(":")[2],
        "OFSTED_METRICS_PORT": str(site.free_port()),
        "OFSTED_LOG": "json",
    }
    is_root = os.geteuid() == 0
    whom = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if is_root else {}
    python, packages = find_python(whom)
    port = int(own["STREAMLIT_SERVER_PORT"])
    replica = Replica(tree, folder / "log", port, given | own | packages, python)
    before = listing(tree)
    (command,) = lines_of("CMD")
    replica.start(json.loads(command), **whom)
    wait_until(replica.answers, 120)
    yield tree, replica, proxy, before
    proxy.stop()
    replica.stop()
    subprocess.run(["chmod", "-R", "u+w", str(tree)], check=True)


def is_healthy(replica: Replica) -> bool:
    (told,) = lines_of("HEALTHCHECK")
    command = json.loads(told.partition("CMD ")[2])
    environment = os.environ | dict(replica.settings) | {"STREAMLIT_SERVER_BASE_URL_PATH": BASE}
    done = subprocess.run([sys.executable, *command[1:]], cwd=replica.tree, env=environment)
    return done.returncode == 0


def test_the_image_starts_without_a_right_to_write_and_its_health_check_passes(image):
    tree, replica, _, before = image
    assert wait_until(lambda: is_healthy(replica), 120) < 120
    assert listing(tree) == before
    log = (replica.folder / "log").read_text(encoding="utf-8")
    assert "Traceback" not in log
    if os.geteuid() == 0:
        status = Path(f"/proc/{replica.process.pid}/status").read_text(encoding="utf-8")
        assert f"Uid:\t{NOBODY}" in status


def test_the_health_check_fails_where_no_server_is():
    environment = os.environ | {"STREAMLIT_SERVER_PORT": str(site.free_port())}
    done = subprocess.run([sys.executable, "hosting/healthy.py"], cwd=site.ROOT, env=environment)
    assert done.returncode == 1


@needs_proxy
def test_every_kind_of_link_is_answered_through_the_proxy_with_one_replica_away(image):
    _, replica, proxy, _ = image
    assert proxy.test() == ""
    proxy.start()
    wait_until(replica.is_ready, 120)
    asked = links.ask_all(proxy)
    assert {kind: faults for kind, (_, faults) in asked.items() if faults} == {}
    assert len(asked) >= 12


@needs_proxy
def test_a_view_is_made_once_for_all_who_ask_and_is_compressed(image):
    _, _, proxy, _ = image
    path = f"{BASE}/view/themes?region=london"
    first, second = ask(proxy, path), ask(proxy, path, Accept_Encoding="gzip")
    assert (first.headers["x-cache"], second.headers["x-cache"]) == ("MISS", "HIT")
    assert second.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in first.headers
    assert len(second.body) < len(first.body) / 2
    tag = first.headers["etag"]
    assert ask(proxy, path, If_None_Match=tag).status == 304


@needs_proxy
def test_the_cookie_names_the_replica_that_answered_and_only_where_a_session_begins(image):
    _, _, proxy, _ = image
    told = ask(proxy, f"{BASE}/themes", Cookie="ofsted_replica=1").headers["set-cookie"]
    assert told == f"ofsted_replica=2; Path={BASE}/; Secure; HttpOnly; SameSite=Lax"
    assert "set-cookie" not in ask(proxy, f"{BASE}/themes", Cookie="ofsted_replica=2").headers
    assert "set-cookie" not in ask(proxy, f"{BASE}/view/heatmap").headers


@needs_proxy
def test_the_log_of_the_proxy_holds_no_query_and_no_address(image):
    _, _, proxy, _ = image
    ask(proxy, f"{BASE}/view/recommendations?q=somebodysword")
    ask(proxy, f"{BASE}/recommendations?q=somebodysword")
    lines = [json.loads(line) for line in proxy.log().splitlines()]
    assert lines
    assert "somebodysword" not in proxy.log()
    assert all("remote" not in name for line in lines for name in line)


def test_a_running_server_tells_its_metrics_and_logs_without_what_was_asked(image):
    _, replica, _, _ = image
    replica.answers(f"{BASE}/view/recommendations?q=anothersword")
    address = f"http://127.0.0.1:{replica.settings['OFSTED_METRICS_PORT']}/metrics"
    with urllib.request.urlopen(address, timeout=5) as told:
        metrics = told.read().decode()
    assert re.search(r'ofsted_answers_total{kind="view",status="200"} [1-9]', metrics)
    log = (replica.folder / "log").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert any(line.get("kind") == "view" and line["status"] == 200 for line in lines)
    assert "anothersword" not in log + metrics


@needs_proxy
@pytest.mark.parametrize("base", ["", "/explorer", "explorer/"])
def test_nginx_takes_the_configuration_with_and_without_a_base_path(tmp_path, base):
    assert Proxy(tmp_path, ("127.0.0.1:8501", "127.0.0.1:8502"), base).test() == ""


def test_what_the_image_copies_is_there_and_holds_no_local_files():
    sources = [source for line in lines_of("COPY") for source in line.split()[:-1]]
    assert all((site.ROOT / source).exists() for source in sources)
    assert not {"local", ".", "tests", ".git"} & set(sources)
    assert lines_of("USER") == [f"{NOBODY}:{NOBODY}"]
    assert lines_of("USER", PROXY) == ["33:33"]


def test_the_services_may_write_nothing_but_what_they_are_given():
    services = yaml.safe_load((HOSTING / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert set(services) == {"app-1", "app-2", "proxy"}
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["user"].split(":")[0] not in ("", "0", "root"), name
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_the_proxy_of_the_services_knows_where_the_replicas_are():
    services = yaml.safe_load((HOSTING / "compose.yaml").read_text(encoding="utf-8"))["services"]
    for number in ("1", "2"):
        address = services[f"app-{number}"]["networks"]["inside"]["ipv4_address"]
        assert services["proxy"]["environment"][f"OFSTED_REPLICA_{number}"] == f"{address}:8501"


def test_the_replicas_are_told_one_host_one_secret_and_one_base_path():
    services = yaml.safe_load((HOSTING / "compose.yaml").read_text(encoding="utf-8"))["services"]
    first, second = (services[name]["environment"] for name in ("app-1", "app-2"))
    assert first == second
    # Names with spaces between; anything else is taken for a part of a name.
    assert first["STREAMLIT_SERVER_ALLOWED_HOSTS"] == "${OFSTED_HOST}"
    assert "OFSTED_COOKIE_SECRET" in first["STREAMLIT_SERVER_COOKIE_SECRET"]
    assert "OFSTED_BASE_PATH" in first["STREAMLIT_SERVER_BASE_URL_PATH"]


def test_every_setting_that_the_files_ask_for_is_explained():
    told = (site.ROOT / "HOSTING.md").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{(OFSTED_\w+)", (HOSTING / "compose.yaml").read_text()))
    asked |= set(re.findall(r"\$\{?(OFSTED_\w+)", (HOSTING / "start-proxy.sh").read_text()))
    asked |= {"OFSTED_METRICS_PORT", "OFSTED_LOG"}
    assert sorted(name for name in asked if f"`{name}`" not in told) == []


def test_the_kept_trial_holds_what_is_promised():
    """That it is of what stands here is tested with the other studies."""
    parts = HOSTING_STUDY.read()["parts"]
    assert all(not told["faults"] for told in parts["links"].values())
    for part in ("load", "rolling restart"):
        assert parts[part]["links"]["faults"] == []
        assert parts[part]["sessions_lost"] == 0
    assert parts["load"]["back_with_another_view"] == 0
    assert parts["browser"]["filters_kept"]
    assert parts["browser"]["headline_kept"]


def test_the_document_shows_the_kept_trial():
    document = (site.ROOT / "MEASURED.md").read_text(encoding="utf-8")
    blocks = {TRIAL: hosting_table(read_trial())}
    assert faults_in_measured(document, blocks) == []


def test_times_are_told_by_their_middle_and_their_long_end():
    assert spread([2.0, 1.0]) == {"median": 1.5, "p95": 2.0, "longest": 2.0}
    assert spread([float(n) for n in range(1, 101)])["p95"] == 95
    assert spread([]) == {}
