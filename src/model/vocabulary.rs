//! The vocabulary: every word a condition may read, with its type, its phrase and its meaning.
//!
//! This is the dictionary of policy authors. Dialects set `facts`, `infer` sets `needs`, `classify` sets `gives`;
//! conditions read them, and a word that does not stand here is refused at load.

mod lists;

pub use lists::{
    BILLING, BOUNDARIES, CAPACITY_KINDS, CAPACITY_TYPES, DATA_LEVELS, DURABLE_STORAGE, ENVIRONMENTS, Enumeration,
    FAMILIES, FRONT_DOORS, HARDWARE, HOST_ACCESS, IDLE_COST, INBOUND, INTERRUPTIBLE, KERNEL_SHARED_WITH, LATENCY,
    LIFETIME, MODELS, OS_PATCHING, REGIMES, SANDBOXES, SCALING, START_UP, STATE, TENANCIES, TRAFFIC, TRIGGER_KINDS,
    TRUST, VOLUME_KINDS,
};

/// A word of the vocabulary.
#[derive(Debug, PartialEq, Eq)]
pub struct Word {
    /// Its name in conditions and JSON, snake_case.
    pub name: &'static str,
    /// The type of its value.
    pub kind: Kind,
    /// How a label says it; `{}` stands for the value.
    pub phrase: &'static str,
    /// What it means, for the dictionary.
    pub meaning: &'static str,
}

/// The type of a word's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Yes or no.
    Bool,
    /// A number without a unit.
    Number,
    /// Seconds; written `15m`, `900s`, `1h30m`.
    Duration,
    /// Bytes; written `512Mi`, `10GB`.
    Bytes,
    /// Times per second; written `100/s`, `5/m`.
    Rate,
    /// Free text.
    Text,
    /// One of a closed list.
    Enumeration(&'static Enumeration),
    /// A list of values of one type.
    List(&'static Kind),
    /// Named values.
    Record(&'static [Word]),
}

const fn word(name: &'static str, kind: Kind, phrase: &'static str, meaning: &'static str) -> Word {
    Word { name, kind, phrase, meaning }
}

/// The word of a name in a table.
pub fn find(words: &'static [Word], name: &str) -> Option<&'static Word> {
    words.iter().find(|word| word.name == name)
}

/// What stands beside a Boolean and made it true: the same mismatch is worse where one of these is.
pub fn stands_for(name: &str) -> &'static [&'static str] {
    match name {
        "regulated" => &["data_level", "regimes"],
        _ => &[],
    }
}

const TEXT: Kind = Kind::Text;

/// Where a name in a manifest is interned to the vocabulary's own.
pub fn fact_name(name: &str) -> Option<&'static str> {
    find(FACTS, name).map(|word| word.name)
}

/// What is known of one container.
pub static CONTAINER: &[Word] = &[
    word("name", TEXT, "container {}", "The container's name"),
    word("image", TEXT, "image {}", "The image, as written"),
    word("init", Kind::Bool, "an init container", "Runs to its end before the others start"),
    word("privileged", Kind::Bool, "privileged", "Runs with all privileges of the host"),
    word("capabilities", Kind::List(&TEXT), "capabilities {}", "Linux capabilities added, without CAP_"),
    word("host_ports", Kind::List(&Kind::Number), "host ports {}", "Ports taken on the node"),
    word("command", Kind::List(&TEXT), "command {}", "Command and arguments, in order"),
    word("cpu", Kind::Number, "{} CPU", "CPUs asked for"),
    word("memory", Kind::Bytes, "{} of memory", "Memory asked for"),
    word("gpus", Kind::Number, "{} GPUs", "Accelerators asked for"),
    word("ephemeral_storage", Kind::Bytes, "{} of scratch space", "Scratch space asked for"),
    word("mounts", Kind::List(&TEXT), "mounts {}", "Paths in the container at which volumes are mounted"),
    word("environment_names", Kind::List(&TEXT), "environment {}", "Names of the environment variables set"),
    word("ports", Kind::List(&Kind::Number), "ports {}", "Ports it listens on"),
];

/// What is known of one volume.
pub static VOLUME: &[Word] = &[
    word("name", TEXT, "volume {}", "The volume's name"),
    word("kind", Kind::Enumeration(&VOLUME_KINDS), "a {} volume", "What it is kept on"),
    word("path", TEXT, "at {}", "The host's path, or the path it is mounted at"),
    word("size", Kind::Bytes, "of {}", "Its size"),
    word("read_only", Kind::Bool, "only read from", "The workload reads it and never writes"),
];

/// What is known of one trigger.
pub static TRIGGER: &[Word] = &[
    word("kind", Kind::Enumeration(&TRIGGER_KINDS), "a {} trigger", "What starts the workload"),
    word("sync", Kind::Bool, "waits for the answer", "The caller waits for the answer"),
    word("schedule", TEXT, "schedule {}", "The schedule, as written"),
    word("interval", Kind::Duration, "every {}", "The shortest time between two runs of the schedule"),
    word("name", TEXT, "{}", "What triggers, by name"),
    word("door", Kind::Enumeration(&FRONT_DOORS), "through a {}", "The front door that it comes through"),
    word("timeout", Kind::Duration, "waits {}", "How long its caller is made to wait before it is turned away"),
];

/// What is known of a workload that stands beside another: of those only that ask for the host's kernel, or say what
/// data they handle or whose code they run. Nothing here tells one from another that is alike: one stands for all of them.
pub static NEIGHBOUR: &[Word] = &[
    word("shares_kernel", Kind::Bool, "may share a kernel with it", "Something written joins the two on one kernel"),
    word("kernel_access", Kind::Bool, "the host's kernel", "It needs privileges on the host"),
    word("agent", Kind::Bool, "an agent of the platform", "It serves the platform: network, storage, logs, metrics"),
    word(
        "regulated",
        Kind::Bool,
        "regulated data",
        "Its data is of level restricted or under a regime that asks for more",
    ),
    word(
        "data_level",
        Kind::Enumeration(&DATA_LEVELS),
        "data of level {}",
        "The level of data that it says it handles",
    ),
    word(
        "regimes",
        Kind::List(&Kind::Enumeration(&REGIMES)),
        "data under {}",
        "The regimes that it says its data is under",
    ),
    word("trust", Kind::Enumeration(&TRUST), "{} code", "Whether the code it runs is the team's own"),
    word("environment", Kind::Enumeration(&ENVIRONMENTS), "environment {}", "The environment it is deployed to"),
];

static CONTAINER_RECORD: Kind = Kind::Record(CONTAINER);
static VOLUME_RECORD: Kind = Kind::Record(VOLUME);
static TRIGGER_RECORD: Kind = Kind::Record(TRIGGER);
static NEIGHBOUR_RECORD: Kind = Kind::Record(NEIGHBOUR);

/// `neighbours`: what may share a kernel with a workload.
pub static NEIGHBOURS: Kind = Kind::List(&NEIGHBOUR_RECORD);

/// `facts.*`: what is written of a workload, dialect-free.
pub static FACTS: &[Word] = &[
    word("kind", TEXT, "kind {}", "The resource's type as written, `Deployment` or `aws_instance`"),
    word("dialect", TEXT, "dialect {}", "The dialect it is written in"),
    word("name", TEXT, "name {}", "Its name as written"),
    word("instances", Kind::Number, "{} instances", "How many run: replicas, count, desired capacity"),
    word("group", Kind::Bool, "a scaling group", "A group of machines that is scaled as one"),
    word("run_to_completion", Kind::Bool, "runs to its end", "Runs once and ends: a Job, a task"),
    word("per_node", Kind::Bool, "one on every node", "Runs on every node: a DaemonSet"),
    // How many, and when.
    word("scale_min", Kind::Number, "at least {} instances", "The fewest that a scaler keeps"),
    word("scale_max", Kind::Number, "at most {} instances", "The most that a scaler starts"),
    word("scaler", TEXT, "scaled by {}", "What scales it"),
    word("scale_schedule", TEXT, "scaled on schedule {}", "A schedule on which its number changes"),
    word(
        "scale_to_zero_schedule",
        Kind::Bool,
        "scaled to zero on a schedule",
        "A schedule stops it or takes it to zero",
    ),
    word("schedule", TEXT, "schedule {}", "The schedule that starts it, as written: cron or rate"),
    word("schedule_interval", Kind::Duration, "every {}", "The shortest time between two of its scheduled starts"),
    word("triggers", Kind::List(&TRIGGER_RECORD), "triggers", "What starts it"),
    word("routes", Kind::List(&TEXT), "routes {}", "Front doors that send requests to it: Service, Ingress, balancer"),
    word(
        "range_beside",
        Kind::Number,
        "a consumer beside it that grows {}-fold",
        "How many times another consumer of one of its front doors or queues grows, at most over at least",
    ),
    // Runs and limits.
    word("timeout", Kind::Duration, "a timeout of {}", "The time after which one run is stopped"),
    word("memory", Kind::Bytes, "{} of memory", "Memory of one instance"),
    word("cpu", Kind::Number, "{} CPU", "CPUs of one instance"),
    word("gpus", Kind::Number, "{} GPUs", "Accelerators of one instance"),
    word("ephemeral_storage", Kind::Bytes, "{} of scratch space", "Scratch space of one instance"),
    word("concurrency", Kind::Number, "{} requests at once", "Requests that one instance takes at once"),
    word("grace_period", Kind::Duration, "{} to shut down", "Time it is given to shut down"),
    word("runtime", TEXT, "runtime {}", "The language runtime of a function"),
    word("package", TEXT, "package {}", "How a function is packed: zip or image"),
    // Functions.
    word("provisioned_concurrency", Kind::Number, "{} provisioned", "Instances kept warm"),
    word("reserved_concurrency", Kind::Number, "{} reserved", "The most that may run at once"),
    word("snap_start", Kind::Bool, "starts from a snapshot", "Starts from a snapshot"),
    word("durable", Kind::Bool, "durable execution", "A durable function: checkpoints let it run past one timeout"),
    word("durable_timeout", Kind::Duration, "a durable timeout of {}", "The time a whole durable execution may take"),
    word("tenant_isolation", Kind::Bool, "isolated by tenant", "Environments are never shared between tenants"),
    word("edge", Kind::Bool, "runs at the edge", "Attached to a content network: runs in its locations"),
    word("edge_event", TEXT, "on {}", "The edge event it answers: viewer-request, origin-response"),
    // Capacity.
    word("instance_type", TEXT, "instance type {}", "The machine's type"),
    word("capacity_type", Kind::Enumeration(&CAPACITY_TYPES), "{} capacity", "How its capacity is bought"),
    word("on_demand_base", Kind::Number, "an on-demand base of {}", "Instances that are never spot"),
    word(
        "on_demand_percentage",
        Kind::Number,
        "{}% on demand above the base",
        "Share of on-demand above the base, 0 to 100",
    ),
    word("tenancy", Kind::Enumeration(&TENANCIES), "{} tenancy", "Whose hardware is asked for"),
    word("dedicated_host", TEXT, "dedicated host {}", "The dedicated host or host group it is placed on"),
    word("confidential", Kind::Bool, "confidential computing", "Memory is encrypted against the host"),
    word("capacity_kind", Kind::Enumeration(&CAPACITY_KINDS), "placed on {}", "What containers are placed on"),
    word("capacity_provider", TEXT, "capacity provider {}", "The capacity provider, by name"),
    word("capacity_profile", TEXT, "profile {}", "The Fargate profile that takes the pod"),
    word("autopilot", Kind::Bool, "an Autopilot cluster", "The cluster's nodes are the provider's: Autopilot"),
    word("machine_image", TEXT, "image {}", "The machine image"),
    word("start_script", TEXT, "a start-up script", "The script a machine runs at its first start, where it is text"),
    word("plan_sku", TEXT, "plan {}", "The plan's SKU"),
    word("always_on", Kind::Bool, "always on", "Kept loaded when idle"),
    word("always_ready", Kind::Number, "{} always ready", "Instances kept ready"),
    word("cpu_idle", Kind::Bool, "CPU only while serving", "CPU is given and billed only while a request is served"),
    word("execution_environment", TEXT, "execution environment {}", "Cloud Run's generation: gen1 or gen2"),
    word("isolation_sku", TEXT, "SKU {}", "Azure container group's SKU: Standard, Dedicated, Confidential"),
    word("workload_profile", TEXT, "workload profile {}", "Azure Container Apps' workload profile"),
    // Pods and tasks.
    word("containers", Kind::List(&CONTAINER_RECORD), "containers", "Its containers"),
    word("volumes", Kind::List(&VOLUME_RECORD), "volumes", "Its volumes"),
    word("host_network", Kind::Bool, "the host's network", "Uses the host's network"),
    word("host_pid", Kind::Bool, "the host's processes", "Sees the host's processes"),
    word("host_ipc", Kind::Bool, "the host's IPC", "Uses the host's IPC"),
    word("privileged", Kind::Bool, "privileged", "Any container runs privileged"),
    word("runtime_class", TEXT, "runtime class {}", "The RuntimeClass it names"),
    word("runtime_handler", TEXT, "runtime handler {}", "The handler of its RuntimeClass"),
    word("sandbox", Kind::Enumeration(&SANDBOXES), "sandbox {}", "What its runtime puts between it and the node"),
    word("node_selector", Kind::List(&TEXT), "node selector {}", "Node labels it must be placed on, `key=value`"),
    word(
        "node_affinity",
        Kind::List(&TEXT),
        "node affinity {}",
        "What its affinity asks of nodes beside single labels: `key in a b`, `key not in a`, `key exists`, `key missing`",
    ),
    word(
        "tolerations",
        Kind::List(&TEXT),
        "tolerations {}",
        "Taints that it bears: `key=value:effect`, `key:effect`, `*`",
    ),
    word("taints", Kind::List(&TEXT), "taints {}", "Taints of the nodes it must be placed on, `key=value:effect`"),
    word(
        "apart_from",
        Kind::List(&TEXT),
        "kept apart from {}",
        "Labels of pods that it must be on no node with, `key=value,key=value`",
    ),
    word("disruption_budget", Kind::Bool, "a disruption budget", "A PodDisruptionBudget guards it"),
    word("node_pool", TEXT, "node pool {}", "The node pool it must be placed on"),
];

/// `needs.*`: what a workload asks for.
pub static NEEDS: &[Word] = &[
    word("data_level", Kind::Enumeration(&DATA_LEVELS), "data of level {}", "The highest level of data it handles"),
    word("regimes", Kind::List(&Kind::Enumeration(&REGIMES)), "data under {}", "Regimes that its data is under"),
    word("regulated", Kind::Bool, "regulated data", "Level restricted, or a regime that asks for more than location"),
    word("traffic", Kind::Enumeration(&TRAFFIC), "{} traffic", "The shape of its traffic"),
    word("peak_to_mean", Kind::Number, "a peak of {} times the mean", "Peak traffic over mean traffic"),
    word("rate", Kind::Rate, "{} on average", "Mean requests or events"),
    word("duration", Kind::Duration, "runs of {}", "How long one run takes"),
    word("schedule", TEXT, "work on schedule {}", "A schedule on which its work is done, as written"),
    word("schedule_interval", Kind::Duration, "work every {}", "The shortest time between two runs of scheduled work"),
    word("duty", Kind::Number, "busy {} of the time", "The share of time that it works, 0 to 1, where that is known"),
    word(
        "latency",
        Kind::Enumeration(&LATENCY),
        "{} latency",
        "How soon an answer is wanted; a time such as `200ms` is understood, too",
    ),
    word("state", Kind::Enumeration(&STATE), "{} state", "What it keeps between requests"),
    word("replicated", Kind::Bool, "a replicated store", "Its state is kept on several instances by itself"),
    word("accelerator", Kind::Bool, "an accelerator", "Needs a GPU or the like"),
    word(
        "kernel_access",
        Kind::Bool,
        "the host's kernel",
        "Needs privileges on the host: privileged, host namespaces, devices",
    ),
    word("trust", Kind::Enumeration(&TRUST), "{} code", "Whether the code it runs is the team's own"),
    word("interruptible", Kind::Bool, "work that may be interrupted", "May be stopped at any time and lose nothing"),
    word("environment", Kind::Enumeration(&ENVIRONMENTS), "environment {}", "The environment it is deployed to"),
    word("pet", Kind::Bool, "a machine that is kept by hand", "Stateful, licensed, a bastion or a domain controller"),
];

/// Limits: the most that a platform gives, under `gives.limits`.
pub static LIMITS: &[Word] = &[
    word("timeout", Kind::Duration, "a limit of {} a run", "The longest that one run may take"),
    word("memory", Kind::Bytes, "a limit of {} of memory", "The most memory of one instance"),
    word("cpu", Kind::Number, "a limit of {} CPU", "The most CPUs of one instance"),
    word("ephemeral_storage", Kind::Bytes, "a limit of {} of scratch space", "The most scratch space of one instance"),
    word("lifetime", Kind::Duration, "a limit of {} an instance", "The longest that an instance lives"),
    word("interruption_notice", Kind::Duration, "{} notice", "The time between notice and interruption"),
    word("request_timeout", Kind::Duration, "a limit of {} a request", "The longest that one request may take"),
];

/// `gives.*`: what a platform gives.
pub static GIVES: &[Word] = &[
    word("platform", TEXT, "platform {}", "The platform's id"),
    word("model", Kind::Enumeration(&MODELS), "a {}", "The compute model"),
    word("family", Kind::Enumeration(&FAMILIES), "family {}", "The compute model's family"),
    word("boundary", Kind::Enumeration(&BOUNDARIES), "a {} boundary", "What stands between it and its neighbours"),
    word(
        "kernel_shared_with",
        Kind::Enumeration(&KERNEL_SHARED_WITH),
        "a kernel shared with {}",
        "With whom it shares a kernel",
    ),
    word("hardware", Kind::Enumeration(&HARDWARE), "{} hardware", "Who else uses the hardware"),
    word(
        "interruptible",
        Kind::Enumeration(&INTERRUPTIBLE),
        "interruption: {}",
        "Whether capacity is taken away at short notice",
    ),
    word("billing", Kind::Enumeration(&BILLING), "billing {}", "What is paid for"),
    word("idle_cost", Kind::Enumeration(&IDLE_COST), "{} cost when idle", "What it costs when idle"),
    word("scaling", Kind::Enumeration(&SCALING), "scaling by {}", "How its number follows the load"),
    word("start_up", Kind::Enumeration(&START_UP), "start-up in {}", "How long a new instance takes to serve"),
    word("lifetime", Kind::Enumeration(&LIFETIME), "lifetime of a {}", "How long an instance lives"),
    word(
        "durable_storage",
        Kind::Enumeration(&DURABLE_STORAGE),
        "durable storage: {}",
        "Whether it keeps data through a restart",
    ),
    word("inbound", Kind::Enumeration(&INBOUND), "inbound {}", "How it can be reached"),
    word(
        "os_patching",
        Kind::Enumeration(&OS_PATCHING),
        "operating system patched by {}",
        "Who patches the operating system",
    ),
    word("host_access", Kind::Enumeration(&HOST_ACCESS), "host access {}", "Whether privileges on the host can be had"),
    word("accelerators", Kind::Bool, "accelerators", "Whether accelerators can be had"),
    word("limits", Kind::Record(LIMITS), "limits", "The platform's limits"),
];

/// Services: what a workload names as its runner. A platform without `refines` stands for one or more of these.
pub static SERVICES: &[&str] = &[
    "aws-ec2",
    "aws-autoscaling",
    "aws-lightsail",
    "aws-lambda",
    "aws-ecs",
    "aws-batch",
    "aws-apprunner",
    "aws-elastic-beanstalk",
    "aws-codebuild",
    "aws-glue",
    "aws-emr",
    "aws-emr-serverless",
    "aws-sagemaker",
    "gcp-compute-engine",
    "gcp-managed-instance-group",
    "gcp-cloud-run",
    "gcp-cloud-run-job",
    "gcp-cloud-run-worker-pool",
    "gcp-cloud-functions-1",
    "gcp-cloud-functions",
    "gcp-app-engine-standard",
    "gcp-app-engine-flexible",
    "gcp-dataflow",
    "gcp-dataproc",
    "azure-vm",
    "azure-vm-scale-set",
    "azure-app-service",
    "azure-functions",
    "azure-container-apps",
    "azure-container-apps-job",
    "azure-container-instances",
    "azure-batch",
    "kubernetes-pod",
    "knative",
    "kubevirt",
];

/// A service's name, interned.
pub fn service(name: &str) -> Option<&'static str> {
    SERVICES.iter().copied().find(|service| *service == name)
}
