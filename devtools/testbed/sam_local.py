"""Check `sam local invoke` with the events in events/, where a container engine runs; say so where none does.

The functions run in the engine's containers and talk to the emulator on this machine, over the host's network.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from devtools.testbed.emulator import ROOT, TOOLS, Emulator, deploy, emulator

FUNCTIONS = ("CompileWatchlist", "ProcessArticle", "SendAlert")


def has_engine() -> bool:
    """Whether a container engine answers."""
    docker = shutil.which("docker")
    return docker is not None and subprocess.run([docker, "info"], capture_output=True, check=False).returncode == 0


def invoke(function: str, event: str, running: Emulator, folder: Path) -> dict[str, object]:
    """Invoke one function in a container; its answer."""
    name = {"ProcessArticle": "process_article", "SendAlert": "send_alert", "CompileWatchlist": "compile_watchlist"}[
        function
    ]
    physical = running.client("cloudformation").describe_stack_resource(
        StackName="wirewatch", LogicalResourceId=function
    )["StackResourceDetail"]["PhysicalResourceId"]
    deployed = running.client("lambda").get_function_configuration(FunctionName=physical)
    variables = {**deployed["Environment"]["Variables"], **running.environ, "POWERTOOLS_TRACE_DISABLED": "true"}
    (folder / "env.json").write_text(json.dumps({function: variables}))
    (folder / f"{name}.json").write_text(event)
    done = subprocess.run(
        [
            *(TOOLS / "sam" / "bin" / "sam", "local", "invoke", function, "--docker-network", "host"),
            *("--event", folder / f"{name}.json", "--env-vars", folder / "env.json"),
        ],
        cwd=ROOT,
        env={**os.environ, "SAM_CLI_TELEMETRY": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"sam local invoke {function} failed:\n{done.stderr[-4000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Run every function once."""
    if not has_engine():
        print("sam local: no container engine answers here, so it was not checked")
        return
    build = ROOT / ".aws-sam" / "build"
    if not (build / "template.yaml").exists():
        raise SystemExit("there is no build; run `make build ARCHITECTURE=…` for this machine's processor first")
    with emulator() as running, tempfile.TemporaryDirectory() as folder:
        stack = deploy(running, build)
        page = (ROOT / "events" / "page.txt").read_bytes()
        running.client("s3").put_object(Bucket=stack["InboxBucketName"], Key="inbox/page.txt", Body=page)
        for function, file in zip(FUNCTIONS, ("compile_watchlist", "process_article", "send_alert"), strict=True):
            event = (ROOT / "events" / f"{file}.json").read_text()
            event = event.replace("INBOX_BUCKET", stack["InboxBucketName"])
            event = event.replace("DATA_BUCKET", stack["DataBucketName"])
            if "ARTICLE_ID" in event:
                pinned = running.client("s3").list_objects_v2(Bucket=stack["DataBucketName"], Prefix="requested/")
                key = pinned["Contents"][0]["Key"]
                event = event.replace("ARTICLE_ID", key.removeprefix("requested/").removesuffix(".json"))
            answer = invoke(function, event, running, Path(folder))
            if answer != {"batchItemFailures": []}:
                raise SystemExit(f"{function} answered {answer}")
            print(f"sam local: {function} answered with no failures")


if __name__ == "__main__":
    main()
