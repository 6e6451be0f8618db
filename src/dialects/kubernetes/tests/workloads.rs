//! Workloads: facts of pods, of each kind that has some, and of virtual machines.

use super::{assert_facts, deployment, head, one, ties};

#[test]
fn facts_of_a_pod_are_aggregates_over_the_containers_that_serve() {
    let web = deployment(
        "initContainers:\n\
         - name: sysctl\n  securityContext: {privileged: true}\n\
         - name: mesh\n  restartPolicy: Always\n  resources: {requests: {cpu: 100m, memory: 64Mi}}\n\
         containers:\n\
         - name: a\n  image: web:1\n  command: [serve]\n  args: [--port, 80]\n  \
         ports: [{containerPort: 80, hostPort: 8080}, {containerPort: 81}]\n  \
         env: [{name: A, value: b}]\n  volumeMounts: [{name: v, mountPath: /data}]\n  \
         securityContext: {privileged: false, capabilities: {add: [CAP_SYS_ADMIN, NET_RAW]}}\n  \
         resources: {requests: {cpu: 1.5, memory: 1Gi}, limits: {memory: 2Gi, nvidia.com/gpu: '2'}}\n",
    );
    assert_facts(
        &web.facts,
        &[
            ("instances", "1~"),
            ("grace_period", "30~"),
            ("privileged", "false"),
            ("cpu", "1.6"),
            ("memory", "1140850688"),
            ("gpus", "2"),
            ("per_node", "-"),
            (
                "containers",
                "[{capabilities: [SYS_ADMIN, NET_RAW], command: [serve, --port, 80], cpu: 1.5, \
                 environment_names: [A], gpus: 2, host_ports: [8080], image: web:1, memory: 1073741824, \
                 mounts: [/data], name: a, ports: [80, 81], privileged: false}, \
                 {init: true, name: sysctl, privileged: true}, \
                 {cpu: 0.1, init: false, memory: 67108864, name: mesh}]",
            ),
        ],
    );
}

#[test]
fn a_total_of_which_a_part_is_not_written_is_only_bounded() {
    let web = deployment(
        "containers:\n- {name: a, resources: {requests: {memory: 1Ki}, limits: {cpu: 2}}}\n- {name: b, resources: {limits: {amd.com/gpu: 1}}}\n",
    );
    assert_facts(&web.facts, &[("memory", "unknown >=1024"), ("cpu", "unknown >=2"), ("gpus", "1")]);
    let whole = deployment("resources: {limits: {memory: 2Ki}}\ncontainers: [{name: a}, {name: b}]");
    assert_facts(&whole.facts, &[("memory", "2048"), ("cpu", "-")]);
}

#[test]
fn the_privileged_fact_stands_where_it_is_written() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n  - name: a\n  - name: b\n    \
                securityContext:\n      privileged: true\n";
    let pod = one(text);
    let at = pod.facts.get("privileged").map(|fact| fact.at.start as usize);
    assert_eq!(at, text.find("true"));
    assert_eq!(text.get(pod.name_span.start as usize..pod.name_span.end as usize), Some("x"));
}

#[test]
fn volumes_are_what_they_are_kept_on() {
    let web = deployment(
        "containers:\n- name: a\n  volumeMounts: [{name: scratch, mountPath: /tmp}]\n\
         volumes:\n\
         - {name: scratch, emptyDir: {sizeLimit: 1Ki}}\n\
         - {name: ram, emptyDir: {medium: Memory}}\n\
         - {name: node, hostPath: {path: /var/run}}\n\
         - {name: data, persistentVolumeClaim: {claimName: store}}\n\
         - {name: own, ephemeral: {volumeClaimTemplate: {spec: {resources: {requests: {storage: 2Ki}}}}}}\n\
         - {name: share, nfs: {server: x, path: /}}\n\
         - {name: secrets, csi: {driver: secrets-store.csi.k8s.io}}\n\
         - {name: disk, awsElasticBlockStore: {volumeID: v}}\n\
         - {name: settings, configMap: {name: c}}\n\
         - {name: empty}\n\
         - {name: later, quantumDisk: {}}\n",
    );
    assert_facts(
        &web.facts,
        &[(
            "volumes",
            "[{kind: ephemeral, name: scratch, path: /tmp, size: 1024}, {kind: memory, name: ram}, \
             {kind: host, name: node, path: /var/run}, {kind: claim, name: data}, \
             {kind: ephemeral, name: own, size: 2048}, {kind: network, name: share}, {kind: config, name: secrets}, \
             {kind: block, name: disk}, {kind: config, name: settings}, {kind: ephemeral, name: empty}, \
             {kind: unknown, name: later}]",
        )],
    );
    assert_eq!(ties(&web), ["claim PersistentVolumeClaim/store"]);
}

#[test]
fn a_stateful_set_keeps_the_claims_of_its_template() {
    let db = one(
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec:\n  replicas: 3\n  template:\n    spec:\n      \
         containers: [{name: a, volumeMounts: [{name: data, mountPath: /var/lib}]}]\n      \
         volumes: [{name: tmp, emptyDir: {}}]\n  volumeClaimTemplates:\n  \
         - {metadata: {name: data}, spec: {resources: {requests: {storage: 1Ki}}}}\n",
    );
    assert_facts(
        &db.facts,
        &[
            ("instances", "3"),
            ("volumes", "[{kind: ephemeral, name: tmp}, {kind: claim, name: data, path: /var/lib, size: 1024}]"),
        ],
    );
}

#[test]
fn capacity_is_spot_only_where_it_must_be() {
    let required = |terms: &str| {
        format!(
            "affinity: {{nodeAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: \
             {{nodeSelectorTerms: [{terms}]}}}}}}"
        )
    };
    let term = |key: &str, operator: &str, values: &str| {
        format!("{{matchExpressions: [{{key: {key}, operator: {operator}, values: [{values}]}}]}}")
    };
    let karpenter = |operator, values| required(&term("karpenter.sh/capacity-type", operator, values));
    let cases = [
        ("nodeSelector: {karpenter.sh/capacity-type: spot}".to_owned(), "spot"),
        ("nodeSelector: {eks.amazonaws.com/capacityType: SPOT}".to_owned(), "spot"),
        ("nodeSelector: {eks.amazonaws.com/capacityType: ON_DEMAND}".to_owned(), "on-demand"),
        ("nodeSelector: {cloud.google.com/gke-spot: 'true'}".to_owned(), "spot"),
        ("nodeSelector: {cloud.google.com/gke-preemptible: 'true'}".to_owned(), "preemptible"),
        ("nodeSelector: {kubernetes.azure.com/scalesetpriority: spot}".to_owned(), "spot"),
        ("nodeSelector: {karpenter.sh/capacity-type: odd}".to_owned(), "unknown"),
        (karpenter("In", "spot, on-demand"), "mixed"),
        (karpenter("In", "spot"), "spot"),
        (karpenter("NotIn", "spot"), "on-demand"),
        (required(&term("cloud.google.com/gke-spot", "DoesNotExist", "")), "on-demand"),
        (required(&format!("{}, {}", term("karpenter.sh/capacity-type", "In", "spot"), term("zone", "In", "a"))), "-"),
        ("tolerations: [{key: kubernetes.azure.com/scalesetpriority, operator: Equal, value: spot}]".to_owned(), "-"),
        (
            "affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: \
             {matchExpressions: [{key: karpenter.sh/capacity-type, operator: In, values: [spot]}]}}]}}"
                .to_owned(),
            "-",
        ),
    ];
    for (spec, expected) in cases {
        assert_eq!(super::shown(&deployment(&spec).facts, "capacity_type"), expected, "{spec}");
    }
}

#[test]
fn selectors_name_nodes_pools_and_places() {
    let web = deployment(
        "nodeSelector: {team: cards, kubernetes.io/arch: arm64, node.kubernetes.io/instance-type: m6g.large}\n\
         affinity:\n  nodeAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n      nodeSelectorTerms:\n      \
         - matchExpressions: [{key: tier, operator: In, values: [gold]}, {key: zone, operator: In, values: [a, b]}]\n",
    );
    let selector = "[team=cards, kubernetes.io/arch=arm64, node.kubernetes.io/instance-type=m6g.large, tier=gold]";
    assert_facts(&web.facts, &[("node_selector", selector), ("instance_type", "m6g.large"), ("capacity_kind", "-")]);
    assert_eq!(ties(&web), ["node pool [team=cards,tier=gold]".replace("node pool", "capacity pool")]);

    let fargate = deployment("nodeSelector: {eks.amazonaws.com/compute-type: fargate}");
    assert_facts(&fargate.facts, &[("capacity_kind", "fargate")]);
    assert_eq!(ties(&fargate), [""; 0]);
    let virtual_node = deployment("nodeSelector: {type: virtual-kubelet, kubernetes.io/role: agent}");
    assert_facts(&virtual_node.facts, &[("capacity_kind", "virtual-node")]);
    assert_eq!(ties(&virtual_node), [""; 0]);
    let pool = deployment("nodeSelector: {karpenter.sh/nodepool: fast}");
    assert_facts(&pool.facts, &[("node_pool", "fast")]);
    assert_eq!(ties(&pool), ["capacity NodePool/fast"]);
}

#[test]
fn a_runtime_class_is_taken_at_a_well_known_name() {
    let sandboxed = deployment("runtimeClassName: gvisor");
    assert_facts(&sandboxed.facts, &[("runtime_class", "gvisor"), ("sandbox", "gvisor~")]);
    assert_eq!(ties(&sandboxed), ["runtime class RuntimeClass/gvisor"]);
    let own = deployment("runtimeClassName: strict");
    assert_facts(&own.facts, &[("runtime_class", "strict"), ("sandbox", "-")]);
}

#[test]
fn jobs_end_and_cron_jobs_have_a_schedule() {
    let job = one(
        "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nspec: {parallelism: 4, activeDeadlineSeconds: 600}\n",
    );
    assert_facts(&job.facts, &[("run_to_completion", "true"), ("instances", "4"), ("timeout", "600")]);
    let queued = "metadata: {name: j, labels: {kueue.x-k8s.io/queue-name: q}}\nspec: {suspend: true}\n";
    assert_eq!(head(&one(&format!("apiVersion: batch/v1\nkind: Job\n{queued}"))), "batch/Job/j workload");

    let cron = one(
        "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec:\n  schedule: '*/5 * * * *'\n  jobTemplate:\n    \
         spec:\n      activeDeadlineSeconds: 60\n      template:\n        metadata: {labels: {app: c}}\n        \
         spec: {containers: [{name: a, image: x}]}\n",
    );
    assert_facts(
        &cron.facts,
        &[
            ("schedule", "*/5 * * * *"),
            ("timeout", "60"),
            ("run_to_completion", "true"),
            ("triggers", "[{kind: schedule, schedule: */5 * * * *, sync: false}]"),
            ("containers", "[{image: x, name: a}]"),
        ],
    );
    assert_eq!(cron.labels, [("app".into(), "c".into())]);

    let daemon = one("apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: d}");
    assert_facts(&daemon.facts, &[("per_node", "true"), ("instances", "unknown~")]);
    let bare = one("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {restartPolicy: Never}");
    assert_facts(&bare.facts, &[("run_to_completion", "true"), ("instances", "1~")]);
}

#[test]
fn knative_services_scale_with_requests() {
    let hello = one(
        "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: hello}\nspec:\n  template:\n    metadata:\n      \
         annotations: {autoscaling.knative.dev/min-scale: '2', autoscaling.knative.dev/maxScale: '9'}\n    spec:\n      \
         containerConcurrency: 10\n      containers: [{image: x}]\n",
    );
    assert_eq!(head(&hello), "serving.knative.dev/Service/hello workload");
    assert_eq!(hello.service, Some("knative"));
    assert_facts(
        &hello.facts,
        &[
            ("scale_min", "2"),
            ("scale_max", "9"),
            ("instances", "unknown >=2 <=9~"),
            ("concurrency", "10"),
            ("timeout", "300~"),
            ("triggers", "[{kind: http, sync: true}]"),
        ],
    );
    let default = one("apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: hello}");
    assert_facts(&default.facts, &[("scale_min", "0~"), ("scale_max", "-"), ("concurrency", "-")]);
}

#[test]
fn virtual_machines_are_read_with_their_disks_and_switches() {
    let machine = |spec: &str| {
        one(&format!(
            "apiVersion: kubevirt.io/v1\nkind: VirtualMachine\nmetadata: {{name: vm}}\nspec:\n  {spec}\n  template:\n    \
             spec:\n      nodeSelector: {{karpenter.sh/capacity-type: spot}}\n      domain:\n        \
             cpu: {{sockets: 2, cores: 4}}\n        memory: {{guest: 1Ki}}\n        \
             devices: {{gpus: [{{name: g}}]}}\n      volumes:\n      - {{name: root, containerDisk: {{image: fedora}}}}\n      \
             - {{name: data, dataVolume: {{name: d}}}}\n      - {{name: init, cloudInitNoCloud: {{userData: 'run me'}}}}\n"
        ))
    };
    let running = machine("runStrategy: Always");
    assert_eq!(running.service, Some("kubevirt"));
    assert_facts(
        &running.facts,
        &[
            ("instances", "1~"),
            ("cpu", "8"),
            ("memory", "1024"),
            ("gpus", "1"),
            ("capacity_type", "spot"),
            ("machine_image", "fedora"),
            ("start_script", "run me"),
            ("volumes", "[{kind: ephemeral, name: root}, {kind: claim, name: data}, {kind: config, name: init}]"),
        ],
    );
    for halted in ["running: false", "runStrategy: Halted"] {
        assert_eq!(head(&machine(halted)), "kubevirt.io/VirtualMachine/vm disabled");
    }
    assert_facts(&machine("runStrategy: Manual").facts, &[("instances", "unknown <=1")]);

    let pool = one(
        "apiVersion: pool.kubevirt.io/v1beta1\nkind: VirtualMachinePool\nmetadata: {name: p}\nspec:\n  replicas: 3\n  \
         virtualMachineTemplate: {spec: {template: {spec: {domain: {launchSecurity: {sev: {}}}}}}}\n",
    );
    assert_facts(&pool.facts, &[("instances", "3"), ("group", "true"), ("confidential", "true")]);
}

#[test]
fn a_rollout_has_pods_of_its_own_or_takes_a_deployment_over() {
    let own = one(
        "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: r}\nspec: {replicas: 2, template: {spec: \
         {containers: [{name: a}]}}}\n",
    );
    assert_facts(&own.facts, &[("instances", "2"), ("containers", "[{name: a}]")]);
    let taken =
        one("apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: r}\nspec: {replicas: 2, workloadRef: \
         {kind: Deployment, name: web}}\n");
    assert_eq!(head(&taken), "argoproj.io/Rollout/r companion");
    assert_facts(&taken.lends, &[("instances", "2")]);
    assert_eq!(ties(&taken), ["scaler Deployment/web"]);
}
