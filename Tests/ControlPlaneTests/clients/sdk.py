"""Azure's own Python SDK against the server: what is written is read back, and the fleet behaves accordingly.

  pip install azure-mgmt-compute && python3 sdk.py PROGRAM

Needs azure-mgmt-compute, so it is no part of the test run. Exits with 1 at the first expectation that fails.
"""
import atexit, json, os, re, socket, subprocess, sys, tempfile, time, urllib.request

from azure.core.credentials import AccessToken, AzureKeyCredential
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.core.pipeline.policies import AzureKeyCredentialPolicy
from azure.mgmt.compute import ComputeManagementClient

FLEET = """
name: sdk
regions: [westus, eastus]
subscriptions: [{name: production}]
phases: [{name: One, regions: [westus], bake: 1m}, {name: Two, regions: [eastus], bake: 1m}]
extensions:
  - {type: DependencyAgentLinux, versions: [9.10.15.0]}
  - {type: ApplicationHealthLinux, versions: [1.0.2.0]}
scaleSets:
  - {name: web, capacity: 6, regions: westus, subscriptions: production, extensions: [{type: DependencyAgentLinux, version: 9.10.15.0}]}
  - {name: hollow, capacity: 1, regions: westus, subscriptions: production, extensions: [{type: DependencyAgentLinux, version: 9.10.15.0}]}
virtualMachines:
  - {name: alone, regions: westus, subscriptions: production, extensions: [{type: DependencyAgentLinux, version: 9.10.15.0}]}
  - {name: other, regions: westus, subscriptions: production, extensions: [{type: DependencyAgentLinux, version: 9.10.15.0}]}
"""
AGENT = {"publisher": "Microsoft.Azure.Monitoring.DependencyAgent", "type": "DependencyAgentLinux", "type_handler_version": "9.5"}


def flat(model):
    """The members of a resource and of its properties, under the names of the REST interface."""
    def renamed(value):
        if not isinstance(value, dict):
            return value
        return {re.sub(r"_([a-z])", lambda found: found[1].upper(), key): renamed(inner) for key, inner in value.items()}
    values = renamed(model.as_dict())
    values.update(values.pop("properties", {}))
    return values


class Credential:
    def get_token(self, *scopes, **options):
        return AccessToken("any", int(time.time()) + 3600)


class Server:
    def __init__(self, program, home, pace, *more):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        environment = dict(os.environ, XDG_STATE_HOME=home, XDG_DATA_HOME=home)
        self.child = subprocess.Popen([program, "serve", *more, "--listen", str(self.port), "--pace", pace], env=environment, stdout=subprocess.DEVNULL)
        atexit.register(self.child.kill)
        for _ in range(200):
            try:
                self.get("/rolldeck/v1/state")
                break
            except OSError:
                time.sleep(0.05)
        policy = AzureKeyCredentialPolicy(AzureKeyCredential("any"), "Authorization", prefix="Bearer")
        self.client = ComputeManagementClient(Credential(), "production", base_url=self.base, authentication_policy=policy)

    def get(self, path):
        with urllib.request.urlopen(self.base + path, timeout=10) as answer:
            return json.load(answer)

    def command(self, text):
        asked = urllib.request.Request(self.base + "/rolldeck/v1/commands", json.dumps({"text": text}).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return json.load(answer)

    def version(self, vm):
        return self.get(f"/rolldeck/v1/machines/{vm}")["extensions"][0]["version"]

    def stop(self):
        self.child.terminate()
        assert self.child.wait(20) == 143


def agent(**more):
    properties = {"publisher": AGENT["publisher"], "type": AGENT["type"], "typeHandlerVersion": "9.5", "autoUpgradeMinorVersion": True}
    return {"location": "westus", "properties": {**properties, **more}}


def refused(status, code, action):
    try:
        action()
    except HttpResponseError as error:
        assert (error.status_code, error.error.code) == (status, code), (error.status_code, error.error)
        return error.message
    raise AssertionError(f"{code} was expected")


def held(server):
    """With the clock held: nothing hangs, and everything written is read back."""
    client, group = server.client, "rg-westus"
    extensions = client.virtual_machine_extensions
    body = agent(enableAutomaticUpgrade=False, settings={"workspace": "a\"b\\c", "n": [1, 2.5, None]}, protectedSettings={"key": "secret"}, forceUpdateTag="one",
                 provisionAfterExtensions=["first", "second"])
    put = extensions.begin_create_or_update(group, "alone", "My-Agent", {**body, "tags": {"owner": "ops", "é": "ü"}}).result()
    for answer in [put, extensions.get(group, "alone", "My-Agent")]:
        values = flat(answer)
        assert values["name"] == "My-Agent" and values["provisioningState"] == "Succeeded", values
        assert values["settings"] == {"workspace": "a\"b\\c", "n": [1, 2.5, None]}, values
        assert values["tags"] == {"owner": "ops", "é": "ü"} and values["forceUpdateTag"] == "one", values
        assert values["provisionAfterExtensions"] == ["first", "second"] and not values.get("protectedSettings"), values
        assert "secret" not in json.dumps(values)
    extensions.begin_update(group, "alone", "my-agent", {"properties": {"enableAutomaticUpgrade": True}}).result()
    values = extensions.get(group, "alone", "MY-AGENT", expand="instanceView")
    values = flat(values)
    assert values["name"] == "My-Agent" and values["enableAutomaticUpgrade"] and values["settings"]["n"] == [1, 2.5, None] and values["forceUpdateTag"] == "one", values
    assert values["instanceView"]["typeHandlerVersion"] == "9.10.15.0"
    refused(409, "Conflict", lambda: extensions.begin_create_or_update(group, "alone", "another", agent()).result())
    extensions.begin_create_or_update(group, "other", "dep", agent(enableAutomaticUpgrade=False)).result()
    # Deleted and made anew, under another name.
    extensions.begin_delete(group, "other", "dep").result()
    refused(404, "ResourceNotFound", lambda: extensions.get(group, "other", "dep"))
    extensions.begin_delete(group, "other", "dep").result()
    extensions.begin_create_or_update(group, "other", "dep2", agent(enableAutomaticUpgrade=False)).result()
    assert not extensions.get(group, "other", "dep2").as_dict().get("tags")
    client.virtual_machines.begin_deallocate(group, "other").result()
    text = refused(409, "OperationNotAllowed", lambda: extensions.begin_create_or_update(group, "other", "dep2", agent(enableAutomaticUpgrade=True)).result())
    assert "not running" in text, text
    client.virtual_machines.begin_start(group, "other").result()
    # A set without instances has a model all the same.
    sets = client.virtual_machine_scale_sets
    sets.begin_update(group, "hollow", {"sku": {"capacity": 0}}).result()
    set_extensions = client.virtual_machine_scale_set_extensions
    set_extensions.begin_create_or_update(group, "hollow", "AHE", {"properties": {
        "publisher": "Microsoft.ManagedServices", "type": "ApplicationHealthLinux", "typeHandlerVersion": "1.0", "enableAutomaticUpgrade": True, "settings": {"port": 80}}}).result()
    assert sorted(one.name for one in set_extensions.list(group, "hollow")) == ["AHE", "DependencyAgentLinux"]
    sets.begin_update(group, "hollow", {"sku": {"capacity": 2}}).result()
    model = [one.as_dict() for one in client.virtual_machine_scale_set_vm_extensions.list(group, "hollow", "1").value]
    assert "AHE" in [one["name"] for one in model], model
    assert len(list(client.virtual_machines.list(group))) == 2 and len(list(client.virtual_machines.list_all())) == 2
    assert len(list(client.virtual_machine_scale_set_vms.list(group, "web"))) == 6
    images = client.virtual_machine_extension_images
    assert [one.name for one in images.list_versions("westus", AGENT["publisher"], AGENT["type"], top=1)] == ["9.10.15.0"]
    set_extensions.begin_create_or_update(group, "web", "dep", {"properties": {**agent()["properties"], "enableAutomaticUpgrade": True}}).result()


def rollout(server):
    """Opted in is upgraded, opted out is not; a cancelled set is left alone while others go on."""
    extensions = server.client.virtual_machine_extensions
    extensions.begin_create_or_update("rg-westus", "alone", "dep", agent(enableAutomaticUpgrade=True)).result()
    extensions.begin_create_or_update("rg-westus", "other", "dep", agent(enableAutomaticUpgrade=False)).result()
    server.command("auto on DependencyAgentLinux group=web")
    server.command("auto on DependencyAgentLinux group=hollow")
    upgrades = server.client.virtual_machine_scale_set_rolling_upgrades
    refused(409, "OperationNotAllowed", lambda: upgrades.begin_cancel("rg-westus", "web").result())
    server.command("publish DependencyAgentLinux 9.10.16.0")
    upgrades.begin_cancel("rg-westus", "web").result()
    end = time.time() + 60
    while server.version("alone") != "9.10.16.0" or server.version("hollow_0") != "9.10.16.0":
        assert time.time() < end, "the rollout does not go on"
        time.sleep(0.05)
    assert server.version("other") == "9.10.15.0"
    assert upgrades.get_latest("rg-westus", "web").running_status.code == "Cancelled"
    assert sum(server.version(f"web_{n}") == "9.10.15.0" for n in range(6)) >= 4
    end = time.time() + 120
    while any(server.version(f"web_{n}") != "9.10.16.0" for n in range(6)):
        assert time.time() < end, "the set is not tried again"
        time.sleep(0.05)
    assert upgrades.get_latest("rg-westus", "web").running_status.code == "Completed"


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as home:
        fleet = os.path.join(home, "sdk.yaml")
        with open(fleet, "w") as file:
            file.write(FLEET)
        server = Server(program, home, "0", fleet, "--record", "sdk-held")
        held(server)
        server.stop()
        again = Server(program, home, "0", "--continue", "sdk-held")
        values = again.client.virtual_machine_extensions.get("rg-westus", "alone", "My-Agent")
        values = flat(values)
        assert values["settings"]["n"] == [1, 2.5, None] and values["tags"]["owner"] == "ops", values
        assert again.get("/rolldeck/v1/machines/alone")["extensions"][0]["isAutomatic"]
        again.stop()
        server = Server(program, home, "20000", fleet)
        rollout(server)
        server.stop()
    print("the SDK is content")


main()
