"""Manifests -> workloads and the other parts, with their places."""

from textwrap import dedent

import pytest

from complexity_lint.model.environments import UNSTATED
from complexity_lint.model.roles import Ownership, Role
from complexity_lint.model.values import UNKNOWN
from complexity_lint.model.workloads import Controller, MountKind, Workload
from complexity_lint.parsers.kubernetes import evaluate
from complexity_lint.parsers.unit import Parts, Unit, UnitKind
from complexity_lint.source import Location, Source


def read(text: str, name: str = "app.yaml") -> Parts:
    return evaluate(Unit(UnitKind.MANIFESTS, "", (Source(name, dedent(text)),)))


def only(text: str) -> Workload:
    (found,) = read(text).workloads
    return found


POD = "containers: [{name: main, image: 'example.com/main:1'}]"


@pytest.mark.parametrize(
    ("api", "kind", "spec", "controller"),
    [
        ("v1", "Pod", f"{{{POD}}}", Controller.POD),
        (
            "v1",
            "ReplicationController",
            f"{{template: {{spec: {{{POD}}}}}}}",
            Controller.REPLICATION_CONTROLLER,
        ),
        ("apps/v1", "Deployment", f"{{template: {{spec: {{{POD}}}}}}}", Controller.DEPLOYMENT),
        ("extensions/v1beta1", "Deployment", f"{{template: {{spec: {{{POD}}}}}}}", Controller.DEPLOYMENT),
        ("apps/v1", "StatefulSet", f"{{template: {{spec: {{{POD}}}}}}}", Controller.STATEFUL_SET),
        ("apps/v1alpha1", "PetSet", f"{{template: {{spec: {{{POD}}}}}}}", Controller.STATEFUL_SET),
        ("apps/v1", "DaemonSet", f"{{template: {{spec: {{{POD}}}}}}}", Controller.DAEMON_SET),
        ("apps/v1", "ReplicaSet", f"{{template: {{spec: {{{POD}}}}}}}", Controller.REPLICA_SET),
        ("batch/v1", "Job", f"{{template: {{spec: {{{POD}}}}}}}", Controller.JOB),
        (
            "batch/v1",
            "CronJob",
            f"{{jobTemplate: {{spec: {{template: {{spec: {{{POD}}}}}}}}}}}",
            Controller.CRON_JOB,
        ),
        (
            "batch/v2alpha1",
            "ScheduledJob",
            f"{{jobTemplate: {{spec: {{template: {{spec: {{{POD}}}}}}}}}}}",
            Controller.CRON_JOB,
        ),
        ("argoproj.io/v1alpha1", "Rollout", f"{{template: {{spec: {{{POD}}}}}}}", Controller.DEPLOYMENT),
        (
            "apps.openshift.io/v1",
            "DeploymentConfig",
            f"{{template: {{spec: {{{POD}}}}}}}",
            Controller.DEPLOYMENT,
        ),
        ("apps.kruise.io/v1alpha1", "CloneSet", f"{{template: {{spec: {{{POD}}}}}}}", Controller.DEPLOYMENT),
        ("serving.knative.dev/v1", "Service", f"{{template: {{spec: {{{POD}}}}}}}", Controller.CUSTOM),
        (
            "keda.sh/v1alpha1",
            "ScaledJob",
            f"{{jobTargetRef: {{template: {{spec: {{{POD}}}}}}}}}",
            Controller.JOB,
        ),
    ],
)
def test_every_kind_that_carries_pods_is_a_workload(
    api: str, kind: str, spec: str, controller: Controller
) -> None:
    found = only(f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: x, namespace: n}}\nspec: {spec}\n")

    assert (found.name, found.namespace, found.controller) == ("x", "n", controller)
    assert found.controller_at == Location("app.yaml", 2, 7, 2, 7 + len(kind))
    (container,) = found.containers
    assert container.image is not None and container.image.name == "main"


@pytest.mark.parametrize(("api", "kind"), [("example.com/v1", "Deployment"), ("v1", "Deploymant"), ("", "")])
def test_other_kinds_are_no_workloads(api: str, kind: str) -> None:
    found = read(
        f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: x}}\nspec: {{template: {{spec: {{{POD}}}}}}}\n"
    )

    assert found.workloads == ()


def test_a_workload_has_places() -> None:
    found = only(
        """\
        # a comment
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          labels: {app.kubernetes.io/managed-by: Helm}
        spec:
          replicas: 3
          strategy:
            type: Recreate
          template:
            metadata:
              labels: {app: web}
            spec:
              hostNetwork: true
              containers:
              - name: web
                image: example.com/web:1.2
        """
    )

    assert found.at == Location("app.yaml", 5, 9, 5, 12)
    assert found.replicas is not None
    assert (found.replicas.value, found.replicas.at.line) == (3, 8)
    assert found.update_strategy is not None
    assert (found.update_strategy.value, found.update_strategy.at.line) == ("Recreate", 10)
    assert found.host_network is not None
    assert (found.host_network.value, found.host_network.at.line) == (True, 15)
    image = found.containers[0].image
    assert image is not None and image.at == Location("app.yaml", 18, 16, 18, 35)
    assert found.labels == (("app", "web"),)
    assert found.managed_by == "Helm"
    assert found.environment == UNSTATED


def test_the_items_of_a_list_are_objects_of_their_own() -> None:
    found = read(
        f"""\
        apiVersion: v1
        kind: List
        items:
        - {{apiVersion: v1, kind: Service, metadata: {{name: web}}, spec: {{ports: [{{port: 80}}]}}}}
        - {{apiVersion: v1, kind: Pod, metadata: {{name: web}}, spec: {{{POD}}}}}
        - apiVersion: v1
          kind: List
          items: [{{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {{name: data}}}}]
        """
    )

    assert [e.name for e in found.exposures] == ["web"]
    assert [(w.name, w.at.line) for w in found.workloads] == [("web", 5)]
    assert [c.name for c in found.claims] == ["data"]


def test_init_containers_come_first_and_those_always_restarted_are_sidecars() -> None:
    found = only(
        """\
        apiVersion: v1
        kind: Pod
        metadata: {name: x}
        spec:
          containers: [{name: main, image: main}]
          initContainers:
          - {name: prepare, image: tools}
          - {name: proxy, image: envoy, restartPolicy: Always}
        """
    )

    assert [(c.name, c.initial) for c in found.containers] == [
        ("prepare", True),
        ("proxy", False),
        ("main", False),
    ]


def test_ports_taken_on_the_machine_and_on_every_machine() -> None:
    found = read(
        """\
        apiVersion: v1
        kind: Pod
        metadata: {name: x}
        spec:
          containers:
          - name: main
            image: main
            ports:
            - containerPort: 80
              hostPort: 8080
              hostIP: 10.0.0.1
            - {containerPort: 53, protocol: UDP}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: x}
        spec:
          type: NodePort
          clusterIP: None
          selector: {app: x}
          ports:
          - port: 80
            nodePort: 30080
        """
    )

    first, second = found.workloads[0].containers[0].ports
    assert (first.container, first.host, first.host_address, first.protocol, first.at.line) == (
        80,
        8080,
        "10.0.0.1",
        "tcp",
        10,
    )
    assert (second.container, second.host, second.protocol) == (53, None, "udp")
    (exposure,) = found.exposures
    assert (exposure.kind, exposure.headless, exposure.selector) == ("NodePort", True, (("app", "x"),))
    (port,) = exposure.ports
    assert (port.container, port.host, port.at.line) == (80, 30080, 23)


def test_mounts_know_what_is_behind_them() -> None:
    found = only(
        """\
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db}
        spec:
          volumeClaimTemplates:
          - metadata: {name: own}
            spec: {accessModes: [ReadWriteOnce], storageClassName: fast}
          template:
            spec:
              volumes:
              - {name: claim, persistentVolumeClaim: {claimName: shared}}
              - {name: scratch, emptyDir: {}}
              - {name: machine, hostPath: {path: /srv}}
              - {name: settings, configMap: {name: c}}
              - {name: nfs, nfs: {server: s, path: /export}}
              - {name: bare}
              containers:
              - name: db
                image: postgres:16
                volumeMounts:
                - {name: own, mountPath: /var/lib/postgresql/data/, subPath: pg}
                - {name: claim, mountPath: /claim}
                - {name: scratch, mountPath: /tmp}
                - {name: machine, mountPath: /srv, readOnly: true}
                - {name: settings, mountPath: /etc/x}
                - {name: nfs, mountPath: /nfs}
                - {name: bare, mountPath: /bare}
                - {name: unknown, mountPath: /unknown}
        """
    )

    mounts = found.containers[0].mounts
    assert [(m.target, m.kind, m.source) for m in mounts] == [
        ("/var/lib/postgresql/data", MountKind.CLAIM_TEMPLATE, "own"),
        ("/claim", MountKind.CLAIM, "shared"),
        ("/tmp", MountKind.EPHEMERAL, "scratch"),
        ("/srv", MountKind.BIND, "/srv"),
        ("/etc/x", MountKind.CONFIGURATION, "settings"),
        ("/nfs", MountKind.VOLUME, "/export"),
        ("/bare", MountKind.EPHEMERAL, ""),
        ("/unknown", MountKind.UNKNOWN, "unknown"),
    ]
    assert mounts[0].sub_path == "pg" and mounts[3].read_only
    (claim,) = found.claims
    assert (claim.name, claim.access_modes, claim.storage_class) == ("own", ("ReadWriteOnce",), "fast")


def test_commands_settings_and_probes() -> None:
    (container,) = only(
        """\
        apiVersion: v1
        kind: Pod
        metadata: {name: x}
        spec:
          containers:
          - name: main
            image: main
            imagePullPolicy: Never
            command: [sh, -c]
            args: ["exec nginx -g 'daemon off;'"]
            env: [{name: A, value: "1"}, {name: B, valueFrom: {secretKeyRef: {name: s, key: k}}}]
            readinessProbe: {httpGet: {port: 80}}
            livenessProbe: {exec: {command: ["true"]}}
        """
    ).containers

    assert container.command == ("sh", "-c")
    assert [c.words for c in container.starts] == [("nginx", "-g", "daemon off;")]
    assert [(v.name, v.value) for v in container.settings] == [("A", "1"), ("B", None)]
    assert [h.kind for h in container.health] == ["readiness", "liveness"]
    assert container.pull_policy == "Never"


def test_scaling_and_disruption() -> None:
    found = read(
        """\
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: x}
        spec: {minReplicas: 2, maxReplicas: 2, scaleTargetRef: {kind: Deployment, name: web}}
        ---
        apiVersion: keda.sh/v1alpha1
        kind: ScaledObject
        metadata: {name: y}
        spec: {minReplicaCount: 0, maxReplicaCount: "${MAX}", scaleTargetRef: {name: worker}}
        ---
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: z}
        spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
        """
    )

    first, second = found.autoscalers
    assert first.target == "web" and first.minimum is not None and first.minimum.value == 2
    assert second.maximum is not None and second.maximum.value is UNKNOWN
    assert found.disruption_budgets[0].selector == (("app", "web"),)


def test_custom_resources_of_operators_are_what_they_run() -> None:
    found = read(
        """\
        apiVersion: postgresql.cnpg.io/v1
        kind: Cluster
        metadata: {name: orders, namespace: shop}
        spec:
          instances: 3
          storage:
            size: 20Gi
        """
    )

    (workload,) = found.workloads
    assert (workload.controller, workload.role, workload.ownership) == (
        Controller.CUSTOM,
        Role.DATABASE,
        Ownership.OFF_THE_SHELF,
    )
    assert workload.containers == () and workload.namespace == "shop"
    assert workload.replicas is not None
    assert (workload.replicas.value, workload.replicas.at.line) == (3, 5)
    assert workload.software is not None and workload.software.title == "PostgreSQL"
    assert [claim.at.line for claim in workload.claims] == [7]
    assert [o.kind for o in found.objects] == ["Cluster"]
    assert found.ensembles == ()


def test_members_that_vote_are_an_ensemble() -> None:
    found = read(
        """\
        apiVersion: zookeeper.pravega.io/v1beta1
        kind: ZookeeperCluster
        metadata: {name: zk}
        spec: {replicas: 2}
        ---
        apiVersion: kafka.strimzi.io/v1
        kind: KafkaNodePool
        metadata: {name: brokers}
        spec: {replicas: 2, roles: [broker]}
        ---
        apiVersion: elasticsearch.k8s.elastic.co/v1
        kind: Elasticsearch
        metadata: {name: es}
        spec: {nodeSets: [{name: masters, count: 3}, {name: data, count: 5}]}
        """
    )

    assert [(e.name, e.members.value, e.coordination) for e in found.ensembles] == [("zk", 2, True)]
    elastic = found.workloads[-1]
    assert elastic.replicas is not None and elastic.replicas.value == 8


def test_resources_that_stand_for_a_providers_store_are_stores() -> None:
    found = read(
        """\
        apiVersion: rds.services.k8s.aws/v1alpha1
        kind: DBInstance
        metadata: {name: orders}
        spec: {engine: postgres}
        """
    )

    assert found.workloads == ()
    (store,) = found.stores
    assert (store.name, store.role, store.at.line) == ("orders", Role.DATABASE, 3)


@pytest.mark.parametrize(
    "text",
    [
        "kind: Service\nspec: {{ .Values.spec }}\n- :\n",
        "kind: Service\n{% if x %}\nspec: 1\n{% endif %}\n",
        "kind: Service\nspec: [{PLACE_HOLDER}\n",
        "data:\n  config.py: |\n${SHOP_CONFIG}\n",
    ],
)
def test_a_template_of_another_tool_is_no_broken_file(text: str) -> None:
    found = read(text)

    assert found.problems == ()
    assert [(c.status, c.reason) for c in found.coverage] == [("skipped", "a template of another tool")]


def test_a_broken_file_is_a_problem_and_what_came_before_still_counts() -> None:
    found = read(f"apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\nspec: {{{POD}}}\n---\nkind: [\n")

    assert [w.name for w in found.workloads] == ["x"]
    assert [problem.at.line for problem in found.problems] == [7]
    assert [c.status for c in found.coverage] == ["partly"]


def test_a_workload_without_any_image_is_left_out() -> None:
    assert (
        read("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec: {replicas: 2}\n").workloads
        == ()
    )


TEMPLATE = """\
    apiVersion: template.openshift.io/v1
    kind: Template
    objects:
      - apiVersion: apps/v1
        kind: Deployment
        metadata: {name: "${NAME}"}
        spec:
          replicas: ${{COUNT}}
          template: {spec: {containers: [{name: main, image: "${REGISTRY}/app:${TAG}"}]}}
    parameters:
      - {name: NAME, value: shop}
      - {name: COUNT, value: "3"}
      - {name: REGISTRY, value: quay.io/acme}
      - {name: TAG, required: true}
"""


def test_a_template_of_openshift_is_filled_in_with_its_parameters() -> None:
    found = only(TEMPLATE)

    assert (found.name, found.at.line) == ("shop", 6)
    assert found.replicas is not None
    assert (found.replicas.value, found.replicas.at.line) == (3, 12)
    image = found.containers[0].image
    assert image is not None
    assert (image.registry, image.repository, image.tag, image.partial) == ("quay.io", "acme/app", "", True)


def test_a_parameter_that_is_generated_stays_unknown() -> None:
    found = only(TEMPLATE.replace('value: "3"', 'value: "3", generate: expression'))

    assert found.replicas is not None
    assert found.replicas.value is UNKNOWN
