"""Compose projects that docker compose accepts, each about one thing: name -> files.

A project starts as its folder does, unless the name of a file says `-f`: those are joined in order.
"""

# ruff: noqa: E501 -- a case in one line is easier to read than one in three

BASE = "services: {web: {image: nginx}}\n"

ACCEPTED: dict[str, dict[str, str]] = {
    "scalars": {
        "compose.yaml": """
services:
  web:
    image: nginx
    environment:
      INT: 1_000
      OCTAL: 0777
      NEW_OCTAL: 0o17
      HEX: 0x1F
      NOT_OCTAL: 08
      FLOAT: 1.50
      EXPONENT: 1e3
      LARGE: 123456789012345678901234567890
      SMALL: 0.00001
      AGREED: yes
      SWITCHED: on
      RIGHT: True
      '80': quoted key
      TILDE: ~
      EMPTY:
      TIME: 12:30:45
      DATE: 2001-12-14
      MOMENT: 2001-12-14T21:59:43.10Z
      VERSION: 3.8.1
      QUOTED: "1.50"
      DOTTED: .5
      PLUS: +5
"""
    },
    "ports": {
        "compose.yaml": """
services:
  web:
    image: nginx
    ports:
      - 80
      - "81"
      - "8080:80"
      - "8443:443/udp"
      - "127.0.0.1:9000-9002:9000-9002"
      - "127.0.0.1::5000"
      - "[::1]:6000:6000"
      - "3000-3002"
      - "7000-7010:70/TCP"
      - ":90"
      - {target: 100, published: 1000, protocol: udp, mode: host, host_ip: 10.0.0.1, name: x, app_protocol: http}
      - {target: "101"}
      - {target: 102, published: "1020-1030"}
    expose: [1, "2", "3-4/udp"]
"""
    },
    "volumes": {
        "compose.yaml": """
services:
  web:
    image: nginx
    volumes:
      - /a
      - /anonymous/
      - data:/data
      - data:/data2:ro,nocopy
      - ./relative:/r:ro
      - ../up:/up:rshared,z
      - ~/home:/h:rw
      - /abs//path/:/abs/../real/
      - 'C:\\windows:/win'
      - .:/here
      - data:/labelled:Z
      - {type: bind, source: ./b, target: /b, bind: {propagation: shared, create_host_path: false, selinux: z}}
      - {type: volume, source: data, target: /v, volume: {nocopy: true, subpath: s, labels: {a: b}}, read_only: true}
      - {type: tmpfs, target: /t, tmpfs: {size: 100m, mode: 0755}}
      - {type: image, source: alpine, target: /i, image: {subpath: x}}
      - {type: volume, target: /w/, consistency: cached}
    tmpfs: [/run, "/tmp:size=1m"]
volumes:
  data: {driver: local, driver_opts: {type: none, o: bind, device: ./x, number: 5}, labels: [a=b, c]}
  unused: {}
"""
    },
    "resources at the top": {
        "compose.yaml": """
services:
  web:
    image: nginx
    networks: {front: {aliases: [a, b], ipv4_address: 10.0.0.2, priority: 3, driver_opts: {a: 1}}, back: }
    volumes: [named:/n, ext:/e, old:/o]
    configs: [plain, {source: inline, target: /c, uid: "1", gid: "2", mode: 0440}]
    secrets: [s1, {source: s2, target: /x, mode: "0400"}, s3]
  other: {image: nginx, networks: [ext_net, front]}
networks:
  front:
    driver: bridge
    ipam:
      driver: default
      config: [{subnet: 10.0.0.0/24, gateway: 10.0.0.1, aux_addresses: {h: 10.0.0.5}}]
      options: {a: b}
    labels: {x: 1}
    internal: true
    attachable: "yes"
    enable_ipv6: false
  back: {name: custom}
  ext_net: {external: true, name: real}
  unused: {}
volumes:
  named: {name: 'my-${NOTHING:-volume}'}
  ext: {external: true}
  old: {external: {name: older}}
configs:
  plain: {file: ./c.conf}
  inline: {content: "a ${UNSET:-b} $$c"}
  unused: {file: x}
secrets:
  s1: {file: ./s}
  s2: {environment: HOME}
  s3: {external: true}
"""
    },
    "build": {
        "compose.yaml": """
services:
  short: {build: ./dir}
  long:
    build:
      context: ./ctx
      dockerfile: D
      args: [A=1, B, HOME]
      target: t
      cache_from: [a, b]
      cache_to: [c]
      no_cache: true
      pull: "true"
      labels: [x=y]
      network: host
      shm_size: 1gb
      platforms: [linux/amd64]
      tags: [a:1, b:2]
      privileged: true
      extra_hosts: ["h:1.2.3.4", "i=::1", "j=[::2]"]
      isolation: x
      additional_contexts: [a=../b, c=docker-image://d]
      secrets: [s, {source: s, target: t}]
      ssh: [default]
      ulimits: {nofile: {soft: 1, hard: 2}}
      provenance: true
      sbom: mode=max
      entitlements: [network.host]
  inline:
    build:
      dockerfile_inline: |
        FROM nginx
        RUN echo $$HOME
      args: {A: 1, B: null, C: true, HOME: }
  only_args: {build: {args: {X: 1}}}
  git: {build: "https://github.com/a/b.git#main:dir"}
secrets: {s: {file: f}}
"""
    },
    "deploy": {
        "compose.yaml": """
services:
  web:
    image: nginx
    deploy:
      mode: replicated
      replicas: 2
      endpoint_mode: vip
      labels: [a=b]
      update_config: {parallelism: 2, delay: 10s, failure_action: rollback, monitor: 1m, max_failure_ratio: 0.3, order: start-first}
      rollback_config: {parallelism: 0, delay: 0s}
      resources:
        limits: {cpus: "0.50", memory: 50M, pids: 100}
        reservations:
          cpus: 0.25
          memory: 20m
          generic_resources: [{discrete_resource_spec: {kind: gpu, value: 2}}]
          devices:
            - {capabilities: [gpu], count: all}
            - {capabilities: [gpu], device_ids: ["0"], driver: nvidia, options: {a: b}}
            - {capabilities: [tpu]}
      restart_policy: {condition: on-failure, delay: 5s, max_attempts: 3, window: 1m30s}
      placement:
        constraints: [node.role == manager]
        preferences: [{spread: node.labels.zone}]
        max_replicas_per_node: 1
  one: {image: nginx, deploy: {}}
  zero: {image: nginx, deploy: {replicas: 0}}
"""
    },
    "numbers and sizes": {
        "compose.yaml": """
services:
  web:
    image: nginx
    cpus: 1.5
    cpu_count: 2
    cpu_percent: 50
    cpu_shares: 73
    cpu_quota: 50000
    cpu_period: "20000"
    cpu_rt_runtime: "400"
    cpuset: 0,1
    mem_limit: 1.5g
    mem_reservation: 512m
    memswap_limit: -1
    mem_swappiness: 60
    shm_size: 64M
    pids_limit: -1
    oom_score_adj: -500
    oom_kill_disable: "true"
    blkio_config:
      weight: 300
      weight_device: [{path: /dev/sda, weight: 400}]
      device_read_bps: [{path: /dev/sdb, rate: 12mb}]
      device_write_iops: [{path: /dev/sdb, rate: 30}]
    stop_grace_period: 1m30s
    ulimits: {nproc: 65535, nofile: {soft: 20000, hard: 40000}, core: "0"}
    scale: "2"
    init: "on"
    tty: yes
    privileged: 'no'
"""
    },
    "text keys": {
        "compose.yaml": """
services:
  web:
    image: nginx
    annotations: {a: 1, b: null}
    attach: false
    cap_add: [ALL]
    cap_drop: [NET_ADMIN]
    cgroup: host
    cgroup_parent: m
    container_name: my-web
    credential_spec: {file: a.json}
    device_cgroup_rules: ["c 1:3 mr"]
    devices: ["/dev/a:/dev/b", "/dev/c", "/dev/d:/dev/e:r", {source: x, target: y}]
    dns: 8.8.8.8
    dns_opt: [use-vc]
    dns_search: [a, b]
    domainname: d
    external_links: [redis, "db:mysql"]
    extra_hosts: {h: 1.2.3.4, many: [1.1.1.1, 2.2.2.2]}
    group_add: [mail, 7]
    hostname: h
    ipc: host
    isolation: default
    label_file: []
    labels: [a=b, c, "d=e=f"]
    logging: {driver: syslog, options: {a: 1, b: x}}
    mac_address: aa:bb
    network_mode: host
    pid: host
    platform: linux/amd64
    pull_policy: if_not_present
    read_only: true
    restart: "no"
    runtime: runc
    security_opt: [a:b]
    stdin_open: true
    stop_signal: SIGINT
    storage_opt: {size: 1G}
    sysctls: [a=1, b.c=2]
    use_api_socket: true
    user: 1000:1000
    userns_mode: host
    uts: host
    working_dir: /w
    x-own: {a: 1}
"""
    },
    "commands": {
        "compose.yaml": """
services:
  a: {image: i, command: sh -c "echo 'a b' && c", entrypoint: [x, y]}
  b: {image: i, command: "", entrypoint: []}
  c: {image: i, command: null}
  d: {image: i, command: 'a\\ b "c\\"d" ''e f'' $$HOME'}
  e: {image: i, command: "run one; run two"}
  f: {image: i, command: "run 2> log"}
  g: {image: i, entrypoint: /bin/sh -c, command: [a, "b c"]}
  h:
    image: i
    command: >
      folded
      line
  i:
    image: i
    command: |
      literal one
      literal two
  j: {image: i, command: "x $$(inner cmd) y"}
"""
    },
    "health and hooks": {
        "compose.yaml": """
services:
  a: {image: i, healthcheck: {test: curl -f x, interval: 1m30s, timeout: 10s, retries: 3, start_period: 40s, start_interval: 5s}}
  b: {image: i, healthcheck: {test: [CMD, a, b]}}
  c: {image: i, healthcheck: {disable: true}}
  d: {image: i, healthcheck: {test: [NONE], interval: 1.5s, timeout: 100ms, start_period: 2h, start_interval: 0s}}
  e:
    image: i
    post_start: [{command: ./x.sh, user: root, privileged: true, environment: [A=B]}]
    pre_stop: [{command: [a], working_dir: /w, environment: {C: 1}}]
    develop:
      watch:
        - {action: sync, path: ./src, target: /app, ignore: node_modules/, include: [a, b]}
        - {action: rebuild, path: package.json}
        - {action: sync+exec, path: x, target: /y, exec: {command: z}, initial_sync: true}
"""
    },
    "depends_on and links": {
        "compose.yaml": """
services:
  web:
    image: i
    depends_on: {db: {condition: service_healthy, restart: true}, cache: {condition: service_started, required: false}}
    links: [db, "cache:c", queue]
    volumes_from: ["db:ro", "container:x"]
  db: {image: i, pid: "service:cache", depends_on: [cache]}
  cache: {image: i}
  queue: {image: i, ipc: "service:db", network_mode: "service:db"}
"""
    },
    "profiles": {
        "compose.yaml": """
services:
  web: {image: i, networks: [used]}
  debug: {image: i, profiles: [debug, "test"], depends_on: [web], volumes: [only:/o]}
volumes: {only: {}}
networks: {used: {}}
"""
    },
    "profiles from .env": {
        "compose.yaml": "services: {web: {image: i}, debug: {image: j, profiles: [debug]}, t: {image: k, profiles: [t]}}\n",
        ".env": "COMPOSE_PROFILES=debug, other\n",
    },
    "providers and models": {
        "compose.yaml": """
services:
  web: {image: i, models: {llm: {endpoint_var: URL, model_var: M}, small: }, depends_on: [db]}
  other: {image: i, models: [llm]}
  db: {provider: {type: aws, options: {a: 1, b: [x, 2], c: true}}}
models:
  llm: {model: ai/x, context_size: 1024, runtime_flags: ["--a"]}
  small: {model: ai/y}
"""
    },
    "gpus": {
        "compose.yaml": "services: {a: {image: i, gpus: all}, b: {image: i, gpus: [{driver: x, count: 2}, {device_ids: ['1']}]}}\n"
    },
    "anchors and extensions": {
        "compose.yaml": """
x-env: &env {A: 1, B: 2}
x-logging: &logging
  driver: json-file
  options: {max-size: 10m}
x-list: [1, 2.0, null, {a: b}]
services:
  a:
    image: i
    environment:
      <<: *env
      B: 3
    logging: *logging
  b: &b
    image: j
    environment: {<<: [*env, {C: 4, A: 9}]}
  c:
    <<: *b
    image: k
"""
    },
    "interpolation": {
        "compose.yaml": """
services:
  web:
    image: "${REGISTRY:-docker.io}/web:${TAG-latest}"
    environment:
      A: ${SET}
      B: ${EMPTY:-default}
      C: ${EMPTY-default}
      D: ${SET:+replaced}
      E: ${UNSET:+replaced}
      F: ${EMPTY+replaced}
      G: ${UNSET:-${SET}}
      H: ${UNSET:-${ALSO:-deep}}x
      I: $$SET $${SET} $$
      J: $SET-$EMPTY-$UNSET
      K: ${SET:?needed}
      L: a${SET}b${UNSET:-c}d
      M: "{{.Node}} ${UNSET:-{}} x"
      N: ${UNSET-}
      O: ${lower:-l}
      P: "${UNSET:-a:b-c+d?e}"
      Q: "${UNSET:-$SET$$}"
    read_only: ${FLAG:-true}
    ports: ["${PORT:-8080}:80", {target: "${PORT:-80}"}]
    cpus: ${CPUS:-0.5}
    deploy: {replicas: "${N:-3}"}
    healthcheck: {retries: "${N:-4}", disable: "${X:-false}"}
""",
        ".env": "SET=value\nEMPTY=\n",
    },
    "dotenv": {
        "compose.yaml": """
services:
  web:
    image: i
    environment: {A: "${A}", B: "${B}", C: "${C}", D: "${D}", E: "${E}", F: "${F}", G: "${G}", H: "${H}", I: "${I}", J: "${J}",
      K: "${K}", L: "${L}", M: "${M}", N: "${N}", O: "${O}", P: "${P}", Q: "${Q}", R: "${R}", S: "${S}", T: "${T}"}
""",
        ".env": (
            '\ufeff# a comment\nA=1 # why\nB=\'single $A # kept\'\nC="double $A \\"q\\" \\n \\t end"\nexport D = spaced \n'
            'E: yaml style\nF=${A}${MISSING:-x}\nG="multi\nline"\nH=\'multi\nline $A\'\n\nI=\nJ=a#b\nK="a\\$A"\n'
            'L=$$A\nM="\\\\"\nN=\\n\n  O=indented\nP="a"b=c\nQ=a=b=c\nR=\'it\\\'s\'\nS="$A"\nT="\\0101"\n'
        ),
    },
    "env_file": {
        "compose.yaml": """
services:
  a: {image: i, env_file: one.env}
  b: {image: i, env_file: [one.env, two.env], environment: {B: own, BARE: , C: "${FROM_DOTENV}"}}
  c: {image: i, env_file: [{path: missing.env, required: false}, {path: ./sub/three.env, format: raw}]}
  d: {image: i, env_file: [one.env], environment: [A, X=1]}
""",
        ".env": "FROM_DOTENV=dotenv\n",
        "one.env": "A=one\nB=$A\nD=${FROM_DOTENV}\nHOME\n",
        "two.env": "A=two\nB=two\nBARE=file\nE=${A}${B}\n",
        "sub/three.env": 'RAW="quoted" $HOME # all\n\n# no\nHOME\n',
    },
    "label_file": {
        "compose.yaml": "services: {a: {image: i, label_file: [l.env], labels: {own: x, b: mine}}}\n",
        "l.env": "a=1\nb=2\n",
    },
    "name": {"compose.yaml": "name: ${X:-My App}_1\n" + BASE},
    "name from .env": {"compose.yaml": "name: a\n" + BASE, ".env": "COMPOSE_PROJECT_NAME=fromenv\n"},
    "version": {"compose.yaml": "version: '3.8'\n" + BASE + "x-top: {a: 1.0, b: [true]}\n"},
    "several documents": {"compose.yaml": BASE + "---\nservices: {web: {command: x}, b: {image: j}}\n"},
    "override": {
        "compose.yaml": """
services:
  web:
    image: nginx:1
    build: ./a
    command: base
    environment: {A: 1, B: 2, C: }
    labels: [x=1, y=2]
    ports: ["80:80", "81:81"]
    volumes: ["./a:/a", "v:/v", "/anon"]
    depends_on: [db]
    networks: [one]
    dns: 1.1.1.1
    tmpfs: /t
    env_file: e.env
    extra_hosts: ["a:1.1.1.1"]
    devices: ["/dev/a:/dev/x"]
    secrets: [s]
    configs: [{source: c, target: /c}]
    healthcheck: {test: [CMD, a], retries: 1}
    logging: {driver: json-file, options: {a: b}}
    ulimits: {nofile: 1, nproc: {soft: 1, hard: 2}}
    sysctls: {a: 1}
    cap_add: [A]
    profiles: []
    expose: [1]
    links: [db]
    deploy: {replicas: 1, labels: {a: b}}
    x-a: {b: 1}
  db: {image: pg, logging: {driver: json-file, options: {a: b}}}
volumes: {v: {labels: {a: b}}}
networks: {one: {ipam: {config: [{subnet: 10.0.0.0/24}]}}, two: {}}
secrets: {s: {file: s}}
configs: {c: {file: c}}
x-top: {a: 1}
""",
        "compose.override.yaml": """
services:
  web:
    image: nginx:2
    build: {context: ./b, args: {X: 1}}
    command: [over]
    environment: [B=3, D=4, C]
    labels: {y: 3, z: }
    ports: ["80:80", "8081:81", {target: 90}]
    volumes: ["./b:/a", {type: volume, source: v, target: /w}, "./anon:/anon"]
    depends_on: {db: {condition: service_healthy}, extra: {condition: service_started}}
    networks: {one: {aliases: [x]}, two: }
    dns: [2.2.2.2]
    tmpfs: [/u]
    env_file: [{path: f.env, required: false}]
    extra_hosts: {b: 2.2.2.2}
    devices: ["/dev/b:/dev/x"]
    secrets: [{source: s, target: /run/secrets/s, mode: 0400}]
    configs: [{source: c, target: /c, uid: "5"}]
    healthcheck: {test: curl, interval: 1s}
    logging: {driver: json-file, options: {c: d}}
    ulimits: {nofile: {soft: 5, hard: 6}, nproc: 7}
    sysctls: [b=2]
    cap_add: [B, A]
    expose: ["1", 2]
    links: [extra]
    deploy: {replicas: 3, labels: [c=d]}
    x-a: {c: 2}
  db: {logging: {driver: syslog}}
  extra: {image: j}
volumes: {v: {labels: [c=d]}}
networks: {one: {ipam: {config: [{subnet: 10.0.0.0/24, gateway: 10.0.0.1}, {subnet: 10.1.0.0/24}]}}}
x-top: {b: 2}
""",
        "e.env": "E=1\n",
    },
    "reset and override": {
        "compose.yaml": """
services:
  web:
    image: nginx
    build: .
    ports: ["80:80"]
    command: x
    environment: {A: 1, B: 2}
    depends_on: [db]
    labels: {a: b}
  db: {image: pg}
  gone: {image: x}
volumes: {v: {}}
""",
        "compose.override.yaml": """
services:
  web:
    build: !reset null
    ports: !override ["81:80"]
    command: !reset []
    environment: {A: !reset null, C: 3}
    depends_on: !reset []
    labels: !override {c: d}
  gone: !reset null
""",
    },
    "jobs": {
        "compose.yaml": """
services:
  db: {image: pg}
  web:
    image: i
    networks: {m: {aliases: [z]}}
    pre_start:
      - {command: x, env_file: v.env, volumes: ["vol:/v", {type: bind, source: ./q, target: /q}], per_replica: true}
      - {network_mode: host, command: y, secrets: [s], configs: [c], devices: ["/a:/b"], ulimits: {n: 3}, dns: 1.1.1.1}
      - {command: a b, networks: {m: {aliases: [q]}}, environment: {HOME: , UNSET: }, image: j, gpus: all}
networks: {m: {}}
volumes: {vol: {}}
secrets: {s: {file: x}}
configs: {c: {content: y, labels: {a: 1}}}
jobs:
  b:
    image: q
    triggers: {manual: true, schedule: [{cron: "1 * * * *", timezone: x}, "0 0 * * *"]}
    volumes: ["./x:/x", "jv:/y"]
    env_file: [v.env]
    depends_on: [db]
    build: ./z
    ports: [80]
    secrets: [s]
  c: {image: x, networks: [m], triggers: {manual: "yes"}, profiles: [none]}
""",
        "compose.override.yaml": """
jobs: {b: {environment: [A=1, HOME], triggers: {schedule: ["2 * * * *"]}, volumes: ["./o:/x"]}}
configs: {c: {labels: [b=2]}}
secrets: {s: {labels: [b=2]}}
""",
        "v.env": "V=1\n",
    },
    "jobs and hooks of an included file": {
        "compose.yaml": "include: [sub/c.yml]\nservices: {a: {image: i}}\n",
        "sub/c.yml": """
jobs: {j: {image: x, build: ./q, volumes: ['./a:/a'], env_file: e, triggers: {manual: true}}}
services: {b: {image: k, pre_start: [{command: q, volumes: ['./h:/h'], env_file: [z]}]}}
""",
    },
    "what both files say": {
        "compose.yaml": """
x-list: [a, b, a, {q: 1}, 1]
services:
  web:
    image: i
    build: {cache_from: [a, a], tags: [x], secrets: [s], platforms: [p]}
    group_add: [a]
    security_opt: [a]
    dns_search: [x]
    post_start: [{command: a}]
    label_file: [l.env]
    deploy: {placement: {constraints: [a]}}
    networks: {n: {aliases: [q]}}
    extra_hosts: ["h:1.1.1.1"]
secrets: {s: {file: f}}
networks: {n: {}}
""",
        "compose.override.yaml": """
x-list: [c, c, b, {q: 1}, {q: 2}, "1"]
services:
  web:
    build: {cache_from: [b, b, a], tags: [x, y], secrets: [s], platforms: [p]}
    group_add: [a, b]
    security_opt: [a]
    dns_search: [y, x]
    post_start: [{command: b}, {command: a}]
    label_file: [l.env, l.env]
    deploy: {placement: {constraints: [a, b]}}
    networks: {n: {aliases: [q, r]}}
    extra_hosts: ["h:1.1.1.1", "i:1.1.1.1"]
""",
        "l.env": "a=1\n",
    },
    "three files -f": {
        "a.yml -f": "services: {web: {image: a, environment: {A: 1}}}\n",
        "b.yml -f": "services: {web: {image: b, environment: {B: '${V}'}, volumes: ['./x:/x']}}\n",
        "sub/c.yml -f": "services: {web: {command: c, volumes: ['./y:/y'], env_file: [p.env]}}\n",
        "p.env": "P=1\n",
        ".env": "V=v\n",
    },
    "COMPOSE_FILE": {
        "one.yml": BASE,
        "two.yml": "services: {web: {command: two}}\n",
        ".env": "COMPOSE_FILE=one.yml:two.yml\n",
    },
    "several default names": {
        "docker-compose.yml": "services: {old: {image: old}}\n",
        "compose.yml": "services: {new: {image: new}}\n",
        "docker-compose.override.yml": "services: {new: {command: x}}\n",
    },
    "extends": {
        "compose.yaml": """
services:
  web:
    extends: {file: ./common/base.yml, service: app}
    environment: {B: own}
    ports: ["81:81"]
  inner: {extends: web, image: other}
  third: {extends: {service: inner}, command: x}
""",
        "common/base.yml": """
services:
  app:
    extends: {file: ../deeper/root.yml, service: root}
    build: .
    environment: {A: base, B: base}
    volumes: ["./data:/data", "named:/n", "/abs:/abs", "~/h:/h"]
    env_file: [own.env]
    ports: ["80:80"]
    develop: {watch: [{path: src, action: rebuild}]}
""",
        "deeper/root.yml": "services: {root: {image: 'root:${TAG:-1}', labels: {r: 1}, build: {context: ./ctx}, depends_on: []}}\n",
        "common/own.env": "OWN=1\n",
        "compose.override.yaml": "volumes: {named: {}}\n",
    },
    "extends in the same file": {
        "compose.yaml": """
services:
  a: {image: i, command: [a], environment: [X=1], labels: {l: 1}}
  b: {extends: a, environment: {Y: 2}, command: !reset null}
  c: {extends: {service: b}, ports: [80]}
"""
    },
    "include": {
        "compose.yaml": """
include:
  - sub/compose.yaml
  - path: [other/a.yml, other/b.yml]
    env_file: other/vars.env
    project_directory: other
services:
  web: {image: i, depends_on: [subservice, many]}
  subservice: {environment: {FROM: top}}
""",
        "sub/compose.yaml": """
include: [deeper/compose.yaml]
services:
  subservice:
    image: sub:${SUBTAG}
    build: .
    volumes: ["./v:/v", "vol:/x"]
    env_file: [s.env]
    networks: [net]
volumes: {vol: {}}
networks: {net: {}}
""",
        "sub/.env": "SUBTAG=from-sub\n",
        "sub/s.env": "S=1\n",
        "sub/deeper/compose.yaml": "services: {deep: {image: d, volumes: ['./d:/d'], build: {context: ../up}}}\n",
        "other/a.yml": "services: {many: {image: 'm:${OTHER}', configs: [c]}}\nconfigs: {c: {file: ./c.txt}}\n",
        "other/b.yml": "services: {many: {command: '${TOP:-no}'}}\n",
        "other/vars.env": "OTHER=vars\n",
        ".env": "TOP=top\n",
    },
    "include with an override of the includer": {
        "compose.yaml": "include: [{path: sub/c.yml}]\nservices: {a: {ports: ['1:1']}}\n",
        "compose.override.yaml": "services: {a: {command: x, ports: !override ['2:2']}}\n",
        "sub/c.yml": "services: {a: {image: i, ports: ['3:3'], secrets: [s]}}\nsecrets: {s: {file: ./s}}\n",
    },
    "dollar signs in keys and values": {
        "compose.yaml": "services: {web: {image: i, labels: {'a$b': 'c$$d', e: \"$$$$\"}, command: [\"$$x\"]}}\n"
    },
    "names with dots": {
        "compose.yaml": "services: {a.b: {image: i, depends_on: [c-d]}, c-d: {image: j, networks: {n.m: }}}\nnetworks: {n.m: {}}\n",
        "compose.override.yaml": "services: {a.b: {command: x}}\n",
    },
    "empty sections": {
        "compose.yaml": "services: {a: {image: i, ports: [], volumes: [], environment: {}, networks: [], deploy: null}}\nvolumes: {}\nnetworks: {}\n"
    },
    "network of a host service": {
        "compose.yaml": "services: {a: {image: i, network_mode: none}, b: {image: i, networks: {default: {aliases: [x]}}}}\n"
    },
    "unused default network": {
        "compose.yaml": "services: {a: {image: i, networks: [n]}}\nnetworks: {n: , default: {driver: x}}\n"
    },
    "json": {"compose.yaml": '{"services": {"a": {"image": "i", "ports": [80], "read_only": true}}}'},
    "unicode": {
        "compose.yaml": 'services: {a: {image: i, environment: {Ä: ö, E: "\\u00e9 \\U0001F600"}, labels: {k: <&>}}}\n'
    },
}
"""What docker compose prints for these, we print too."""

REJECTED: dict[str, dict[str, str]] = {
    "unknown key of a service": {"compose.yaml": "services: {a: {image: i, imag: x}}\n"},
    "unknown key at the top": {"compose.yaml": BASE + "service: {}\n"},
    "old format": {"compose.yaml": "web: {image: i}\n"},
    "services are a list": {"compose.yaml": "services: [a]\n"},
    "service without a value": {"compose.yaml": "services: {a: }\n"},
    "neither image nor build": {"compose.yaml": "services: {a: {command: x}}\n"},
    "ports with a wrong number": {"compose.yaml": "services: {a: {image: i, ports: ['80:99999']}}\n"},
    "ports with a wrong address": {"compose.yaml": "services: {a: {image: i, ports: ['x.y:80:80']}}\n"},
    "ranges of different length": {"compose.yaml": "services: {a: {image: i, ports: ['80-82:80-81']}}\n"},
    "long port without a target": {"compose.yaml": "services: {a: {image: i, ports: [{published: 1}]}}\n"},
    "volume with an empty part": {"compose.yaml": "services: {a: {image: i, volumes: [':/x']}}\n"},
    "volume with too many parts": {"compose.yaml": "services: {a: {image: i, volumes: ['data:/b:ro:x']}}\n"},
    "undefined volume": {"compose.yaml": "services: {a: {image: i, volumes: ['data:/x']}}\n"},
    "undefined network": {"compose.yaml": "services: {a: {image: i, networks: [n]}}\n"},
    "undefined dependency": {"compose.yaml": "services: {a: {image: i, depends_on: [b]}}\n"},
    "undefined secret": {"compose.yaml": "services: {a: {image: i, secrets: [s]}}\n"},
    "undefined config": {"compose.yaml": "services: {a: {image: i, configs: [s]}}\n"},
    "undefined model": {"compose.yaml": "services: {a: {image: i, models: [m]}}\n"},
    "secret without a source": {"compose.yaml": BASE + "secrets: {s: {}}\n"},
    "config with two sources": {"compose.yaml": BASE + "configs: {s: {file: a, content: b}}\n"},
    "external volume with a driver": {"compose.yaml": BASE + "volumes: {v: {external: true, driver: x}}\n"},
    "dependency cycle": {
        "compose.yaml": "services: {a: {image: i, depends_on: [b]}, b: {image: i, depends_on: [a]}}\n"
    },
    "extends cycle": {"compose.yaml": "services: {a: {extends: b, image: i}, b: {extends: a}}\n"},
    "extends an unknown service": {"compose.yaml": "services: {a: {extends: b, image: i}}\n"},
    "extends an unknown file": {"compose.yaml": "services: {a: {extends: {file: x.yml, service: b}}}\n"},
    "includes an unknown file": {"compose.yaml": "include: [x.yml]\n" + BASE},
    "include cycle": {"compose.yaml": "include: [a.yml]\n" + BASE, "a.yml": "include: [compose.yaml]\n"},
    "missing env_file": {"compose.yaml": "services: {a: {image: i, env_file: x.env}}\n"},
    "wrong env_file": {"compose.yaml": "services: {a: {image: i, env_file: x.env}}\n", "x.env": "A='open\n"},
    "wrong .env": {"compose.yaml": BASE, ".env": "A B=c\n"},
    "required variable": {"compose.yaml": "services: {a: {image: '${X:?why}'}}\n"},
    "wrong interpolation": {"compose.yaml": "services: {a: {image: '${'}}\n"},
    "wrong interpolation of a number": {"compose.yaml": "services: {a: {image: '${1}'}}\n"},
    "boolean that is none": {"compose.yaml": "services: {a: {image: i, read_only: '${X:-maybe}'}}\n"},
    "integer that is none": {"compose.yaml": "services: {a: {image: i, scale: many}}\n"},
    "size that is none": {"compose.yaml": "services: {a: {image: i, mem_limit: 5x}}\n"},
    "duration that is none": {"compose.yaml": "services: {a: {image: i, stop_grace_period: soon}}\n"},
    "duplicate key": {"compose.yaml": "services:\n  a: {image: i}\n  a: {image: j}\n"},
    "undefined alias": {"compose.yaml": "services: {a: *x}\n"},
    "key that is a number": {"compose.yaml": "services: {a: {image: i, environment: {80: x}}}\n"},
    "key that is a boolean": {"compose.yaml": "services: {a: {image: i, labels: {TRUE: x}}}\n"},
    "infinity": {"compose.yaml": BASE + "x-a: .inf\n"},
    "job without a trigger": {"compose.yaml": BASE + "jobs: {j: {image: i}}\n"},
    "pull policy": {"compose.yaml": "services: {a: {image: i, pull_policy: xalways}}\n"},
    "weight in text": {"compose.yaml": "services: {a: {image: i, blkio_config: {weight: '2'}}}\n"},
    "section without a value": {"compose.yaml": BASE + "volumes:\n"},
    "list where a mapping belongs": {"compose.yaml": BASE, "compose.override.yaml": "services: {web: [a]}\n"},
    "command with an open quote": {"compose.yaml": "services: {a: {image: i, command: 'x \"y'}}\n"},
    "health test without its kind": {"compose.yaml": "services: {a: {image: i, healthcheck: {test: [a]}}}\n"},
    "network mode and networks": {
        "compose.yaml": "services: {a: {image: i, network_mode: host, networks: [default]}}\n"
    },
    "two ways to scale": {"compose.yaml": "services: {a: {image: i, scale: 2, deploy: {replicas: 3}}}\n"},
    "scaled with a container name": {
        "compose.yaml": "services: {a: {image: i, scale: 2, container_name: x1}}\n"
    },
    "container name twice": {
        "compose.yaml": "services: {a: {image: i, container_name: x1}, b: {image: i, container_name: x1}}\n"
    },
    "two limits": {
        "compose.yaml": "services: {a: {image: i, cpus: 1, deploy: {resources: {limits: {cpus: 2}}}}}\n"
    },
    "dockerfile twice": {"compose.yaml": "services: {a: {build: {dockerfile: a, dockerfile_inline: b}}}\n"},
    "mounted twice": {"compose.yaml": "services: {a: {image: i, tmpfs: [/x], volumes: ['/x']}}\n"},
    "host without an address": {"compose.yaml": "services: {a: {image: i, extra_hosts: [x]}}\n"},
    "environment with a space": {"compose.yaml": "services: {a: {image: i, environment: ['A =b']}}\n"},
    "wrong condition": {
        "compose.yaml": "services: {a: {image: i, depends_on: {b: {condition: x}}}, b: {image: i}}\n"
    },
    "equal items": {"compose.yaml": "services: {a: {image: i, external_links: [x, x]}}\n"},
    "wrong name": {"compose.yaml": BASE, ".env": "COMPOSE_PROJECT_NAME=Not Good\n"},
    "empty file": {"compose.yaml": "# nothing\n"},
    "no mapping": {"compose.yaml": "- a\n"},
    "watch without a target": {
        "compose.yaml": "services: {a: {image: i, develop: {watch: [{path: x, action: sync}]}}}\n"
    },
    "device with too many parts": {"compose.yaml": "services: {a: {image: i, devices: ['a:b:c:d']}}\n"},
}
"""What docker compose refuses, we refuse, and say where."""
