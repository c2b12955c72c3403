"""The structures of a compose project in its normal form: which keys each has, and of which kind they are.

Facts of compose-go 2.16 (types/types.go and beside it). The order of keys is the one they are printed in.
"""

from complexity_lint.parsers.compose import kinds as k
from complexity_lint.parsers.compose.kinds import Kind
from complexity_lint.parsers.compose.shapes import Structure, each, named


def _of(kind: Kind, names: str) -> dict[str, Kind]:
    return dict.fromkeys(names.split(), kind)


_RATE = Structure({"path": k.plain_text, "rate": k.byte_count}, renamed=(("path", "Path"), ("rate", "Rate")))
_WEIGHT = Structure(
    {"path": k.plain_text, "weight": k.unsigned}, renamed=(("path", "Path"), ("weight", "Weight"))
)
_DEVICE_REQUEST = Structure(
    {
        "capabilities": k.words,
        "driver": k.text,
        "count": k.device_count,
        "device_ids": k.words,
        "options": k.mapping,
    }
)
_MOUNTED_FILE = Structure({**_of(k.text, "source target uid gid"), "mode": k.file_mode})
_ULIMITS = named(k.ulimit)

BUILD = Structure(
    {
        **_of(k.text, "context dockerfile dockerfile_inline"),
        "entitlements": k.words,
        "args": k.settings,
        **_of(k.text, "provenance sbom"),
        "ssh": k.ssh_keys,
        "labels": k.mapping,
        **_of(k.word_or_words, "cache_from cache_to"),
        "no_cache": k.boolean,
        "no_cache_filter": k.word_or_words,
        "additional_contexts": k.mapping,
        "pull": k.boolean,
        "extra_hosts": k.hosts,
        **_of(k.text, "isolation network target"),
        "secrets": each(_MOUNTED_FILE),
        "shm_size": k.byte_count,
        "tags": k.word_or_words,
        "ulimits": _ULIMITS,
        "platforms": k.word_or_words,
        "privileged": k.boolean,
    }
)
HOOK = Structure(
    {
        "command": k.command,
        **_of(k.text, "image user"),
        "privileged": k.boolean,
        "working_dir": k.text,
        "environment": k.settings,
        "per_replica": k.boolean,
    },
    always=("command",),
)
_TRIGGER = Structure(
    {
        **_of(k.plain_text, "path action"),
        "target": k.text,
        "exec": HOOK,
        **_of(k.words, "include ignore"),
        "initial_sync": k.boolean,
    },
    always=("exec",),
)
_BLKIO = Structure(
    {
        "weight": k.unsigned,
        "weight_device": each(_WEIGHT),
        **_of(each(_RATE), "device_read_bps device_read_iops device_write_bps device_write_iops"),
    }
)
_UPDATE = Structure(
    {
        "parallelism": k.optional_integer,
        "delay": k.nonzero_time_span,
        "failure_action": k.text,
        "monitor": k.nonzero_time_span,
        "max_failure_ratio": k.single_float,
        "order": k.text,
    }
)
_RESOURCE = Structure(
    {
        "cpus": k.single_float,
        "memory": k.byte_count,
        "pids": k.integer,
        "devices": each(_DEVICE_REQUEST),
        "generic_resources": each(
            Structure(
                {
                    "discrete_resource_spec": Structure(
                        {"kind": k.plain_text, "value": k.optional_integer}, always=()
                    )
                }
            )
        ),
    }
)
DEPLOY = Structure(
    {
        "mode": k.text,
        "replicas": k.optional_integer,
        "labels": k.mapping,
        "update_config": _UPDATE,
        "rollback_config": _UPDATE,
        "resources": Structure({"limits": _RESOURCE, "reservations": _RESOURCE}),
        "restart_policy": Structure(
            {
                "condition": k.text,
                "delay": k.time_span,
                "max_attempts": k.optional_integer,
                "window": k.time_span,
            }
        ),
        "placement": Structure(
            {
                "constraints": k.words,
                "preferences": each(Structure({"spread": k.text})),
                "max_replicas_per_node": k.integer,
            }
        ),
        "endpoint_mode": k.text,
    },
    always=("resources", "placement"),
)
_PORT = Structure(
    {
        **_of(k.text, "name mode host_ip"),
        "target": k.integer,
        **_of(k.text, "published protocol app_protocol"),
    }
)
_VOLUME = Structure(
    {
        **_of(k.text, "type source target"),
        "read_only": k.boolean,
        "consistency": k.text,
        "bind": Structure(
            {
                **_of(k.text, "selinux propagation"),
                "create_host_path": k.opt_out,
                "recursive": k.text,
            }
        ),
        "volume": Structure({"labels": k.mapping, "nocopy": k.boolean, "subpath": k.text}),
        "tmpfs": Structure({"size": k.byte_count, "mode": k.unsigned}),
        "image": Structure({"subpath": k.text}),
    }
)
_HEALTH = Structure(
    {
        "test": k.health_test,
        **_of(k.time_span, "timeout interval"),
        "retries": k.optional_integer,
        **_of(k.time_span, "start_period start_interval"),
        "disable": k.boolean,
    }
)
_SERVICE_NETWORK = Structure(
    {
        "aliases": k.words,
        "driver_opts": k.options,
        "gw_priority": k.integer,
        **_of(k.text, "interface_name ipv4_address ipv6_address"),
        "link_local_ips": k.words,
        "mac_address": k.text,
        "priority": k.integer,
    }
)
_DEPENDENCY = Structure(
    {"condition": k.text, "restart": k.boolean, "required": k.plain_boolean},
)

SERVICE = Structure(
    {
        "profiles": k.words,
        "annotations": k.mapping,
        "attach": k.optional_boolean,
        "build": BUILD,
        "develop": Structure({"watch": each(_TRIGGER)}),
        "blkio_config": _BLKIO,
        **_of(k.words, "cap_add cap_drop"),
        **_of(k.text, "cgroup_parent cgroup"),
        "cpu_count": k.integer,
        "cpu_percent": k.single_float,
        **_of(k.integer, "cpu_period cpu_quota cpu_rt_period cpu_rt_runtime"),
        "cpus": k.single_float,
        "cpuset": k.text,
        "cpu_shares": k.integer,
        "command": k.command,
        "configs": each(_MOUNTED_FILE),
        "container_name": k.text,
        "credential_spec": Structure(_of(k.text, "config file registry")),
        "depends_on": named(_DEPENDENCY),
        "deploy": DEPLOY,
        "device_cgroup_rules": k.words,
        "devices": each(Structure(_of(k.text, "source target permissions"))),
        "dns": k.word_or_words,
        "dns_opt": k.words,
        "dns_search": k.word_or_words,
        **_of(k.text, "dockerfile domainname"),
        "entrypoint": k.command,
        "provider": Structure({"type": k.text, "options": k.many_options}),
        "environment": k.settings,
        "env_file": each(Structure({"path": k.text, "required": k.opt_out, "format": k.text})),
        "expose": k.shown_words,
        "extends": Structure(_of(k.text, "file service")),
        "external_links": k.words,
        "extra_hosts": k.hosts,
        "group_add": k.words,
        "gpus": each(_DEVICE_REQUEST),
        "hostname": k.text,
        "healthcheck": _HEALTH,
        "image": k.text,
        "init": k.optional_boolean,
        **_of(k.text, "ipc isolation"),
        "labels": k.mapping,
        "label_file": k.word_or_words,
        "links": k.words,
        "logging": Structure({"driver": k.text, "options": k.options}),
        "log_driver": k.text,
        "log_opt": k.options,
        **_of(k.byte_count, "mem_limit mem_reservation memswap_limit mem_swappiness"),
        "mac_address": k.text,
        "models": named(Structure(_of(k.text, "endpoint_var model_var"))),
        **_of(k.text, "net network_mode"),
        "networks": named(_SERVICE_NETWORK),
        "oom_kill_disable": k.boolean,
        "oom_score_adj": k.integer,
        "pid": k.text,
        "pids_limit": k.integer,
        "platform": k.text,
        "ports": each(_PORT),
        "privileged": k.boolean,
        "pull_policy": k.text,
        "read_only": k.boolean,
        **_of(k.text, "restart runtime"),
        "scale": k.optional_integer,
        "secrets": each(_MOUNTED_FILE),
        "security_opt": k.words,
        "shm_size": k.byte_count,
        "stdin_open": k.boolean,
        "stop_grace_period": k.time_span,
        "stop_signal": k.text,
        "storage_opt": k.options,
        "sysctls": k.mapping,
        "tmpfs": k.word_or_words,
        "tty": k.boolean,
        "ulimits": _ULIMITS,
        "use_api_socket": k.boolean,
        **_of(k.text, "user userns_mode uts volume_driver"),
        "volumes": each(_VOLUME),
        "volumes_from": k.words,
        "working_dir": k.text,
        **_of(each(HOOK), "post_start pre_stop"),
    },
    always=("command", "entrypoint"),
)
# What runs before a service starts is described by the keys of a service; which of them, the schema says.
SERVICE.keys["pre_start"] = each(Structure({**SERVICE.keys, "per_replica": k.boolean}, always=SERVICE.always))
JOB = Structure(
    {
        **SERVICE.keys,
        "triggers": Structure(
            {
                "manual": k.boolean,
                "schedule": each(Structure(_of(k.text, "cron timezone concurrency missed_fires"))),
            }
        ),
    },
    always=SERVICE.always,
)
NETWORK = Structure(
    {
        **_of(k.text, "name driver"),
        "driver_opts": k.options,
        "ipam": Structure(
            {
                "driver": k.text,
                "config": each(
                    Structure({**_of(k.text, "subnet gateway ip_range"), "aux_addresses": k.mapping})
                ),
                "options": k.options,
            }
        ),
        **_of(k.boolean, "external internal attachable"),
        "labels": k.mapping,
        **_of(k.optional_boolean, "enable_ipv4 enable_ipv6"),
    },
    always=("ipam",),
)
VOLUME = Structure(
    {**_of(k.text, "name driver"), "driver_opts": k.options, "external": k.boolean, "labels": k.mapping}
)
FILE_OBJECT = Structure(
    {
        **_of(k.text, "name file environment content"),
        "external": k.boolean,
        "labels": k.mapping,
        "driver": k.text,
        "driver_opts": k.options,
        "template_driver": k.text,
    }
)
MODEL = Structure({**_of(k.text, "name model"), "context_size": k.integer, "runtime_flags": k.words})
