//! The closed lists of the vocabulary: what an enumeration may say.

/// A closed list of values.
#[derive(Debug, PartialEq, Eq)]
pub struct Enumeration {
    /// What it is called in messages.
    pub name: &'static str,
    /// Its values; where `ordered`, weakest first.
    pub values: &'static [&'static str],
    /// Its values can be compared with `at_least`.
    pub ordered: bool,
}

impl Enumeration {
    /// The value's place in the list.
    pub fn index(&self, value: &str) -> Option<usize> {
        self.values.iter().position(|candidate| *candidate == value)
    }
}

/// Compute models, as a person would call them.
pub static MODELS: Enumeration = Enumeration {
    name: "compute model",
    values: &["vm", "container", "serverless-container", "function", "edge-function", "batch-job", "paas", "unknown"],
    ordered: false,
};

/// Families of compute models.
pub static FAMILIES: Enumeration =
    Enumeration { name: "family", values: &["vm", "container", "serverless", "unknown"], ordered: false };

/// What stands between a workload and its neighbours, weakest first.
pub static BOUNDARIES: Enumeration = Enumeration {
    name: "boundary",
    values: &["process", "shared-kernel", "userspace-kernel", "microvm", "vm", "confidential-vm"],
    ordered: true,
};

/// With whom a kernel is shared, widest first.
pub static KERNEL_SHARED_WITH: Enumeration = Enumeration {
    name: "kernel sharing",
    values: &["other-customers", "own-account", "own-cluster", "own-group", "nobody"],
    ordered: true,
};

/// Who else uses the hardware, widest first.
pub static HARDWARE: Enumeration = Enumeration {
    name: "hardware tenancy",
    values: &["shared", "dedicated-instance", "dedicated-host", "own"],
    ordered: true,
};

/// Whether and how the platform takes capacity away.
pub static INTERRUPTIBLE: Enumeration =
    Enumeration { name: "interruption", values: &["never", "mixed", "spot", "preemptible"], ordered: false };

/// What is paid for.
pub static BILLING: Enumeration = Enumeration {
    name: "billing",
    values: &["per-request", "per-active-cpu", "per-allocated-second", "per-instance", "per-plan", "nodes"],
    ordered: false,
};

/// What an idle workload costs, least first.
pub static IDLE_COST: Enumeration =
    Enumeration { name: "idle cost", values: &["zero", "reduced", "full"], ordered: true };

/// How the number of instances follows the load, least first.
pub static SCALING: Enumeration =
    Enumeration { name: "scaling", values: &["none", "scheduled", "instances", "pods", "requests"], ordered: false };

/// How long a new instance takes to serve, slowest first.
pub static START_UP: Enumeration = Enumeration {
    name: "start-up",
    values: &["minutes", "tens-of-seconds", "seconds", "sub-second", "warm"],
    ordered: true,
};

/// How long an instance lives.
pub static LIFETIME: Enumeration =
    Enumeration { name: "lifetime", values: &["request", "job", "capped", "service"], ordered: false };

/// Whether a platform keeps data through a restart.
pub static DURABLE_STORAGE: Enumeration =
    Enumeration { name: "durable storage", values: &["none", "network-file", "volume"], ordered: false };

/// How a workload can be reached.
pub static INBOUND: Enumeration =
    Enumeration { name: "inbound", values: &["none", "event", "http", "any"], ordered: false };

/// Who patches the operating system.
pub static OS_PATCHING: Enumeration = Enumeration {
    name: "patching",
    values: &["customer", "customer-triggers", "provider-window", "provider"],
    ordered: true,
};

/// Whether a workload may take the host's privileges.
pub static HOST_ACCESS: Enumeration =
    Enumeration { name: "host access", values: &["refused", "limited", "allowed"], ordered: true };

/// Levels of data, least sensitive first.
pub static DATA_LEVELS: Enumeration =
    Enumeration { name: "data level", values: &["public", "internal", "confidential", "restricted"], ordered: true };

/// Regimes that data can be under.
pub static REGIMES: Enumeration = Enumeration {
    name: "regime",
    values: &[
        "pci",
        "hipaa",
        "cjis",
        "il4",
        "il5",
        "il6",
        "itar",
        "fedramp-high",
        "fedramp",
        "gdpr",
        "pii",
        "ccpa",
        "soc2",
        "iso27001",
        "sox",
        "glba",
        "lgpd",
        "ferpa",
    ],
    ordered: false,
};

/// Shapes of traffic.
pub static TRAFFIC: Enumeration =
    Enumeration { name: "traffic", values: &["steady", "spiky", "scheduled", "event-driven", "rare"], ordered: false };

/// How soon an answer is wanted, loosest first.
pub static LATENCY: Enumeration =
    Enumeration { name: "latency", values: &["tolerant", "interactive", "critical"], ordered: true };

/// What a workload keeps, least first.
pub static STATE: Enumeration = Enumeration { name: "state", values: &["none", "cache", "durable"], ordered: true };

/// Whether the code that runs is the team's own.
pub static TRUST: Enumeration = Enumeration { name: "trust", values: &["untrusted", "trusted"], ordered: true };

/// Environments.
pub static ENVIRONMENTS: Enumeration =
    Enumeration { name: "environment", values: &["prod", "staging", "test", "dev", "example"], ordered: false };

/// How capacity is bought.
pub static CAPACITY_TYPES: Enumeration = Enumeration {
    name: "capacity type",
    values: &["on-demand", "reserved", "mixed", "spot", "preemptible"],
    ordered: false,
};

/// Whose hardware is asked for.
pub static TENANCIES: Enumeration =
    Enumeration { name: "tenancy", values: &["default", "dedicated", "host"], ordered: false };

/// What containers are placed on, where something says so.
pub static CAPACITY_KINDS: Enumeration = Enumeration {
    name: "capacity kind",
    values: &["nodes", "fargate", "managed-instances", "virtual-node", "autopilot", "external"],
    ordered: false,
};

/// Runtimes that put something between a pod and the node's kernel.
pub static SANDBOXES: Enumeration =
    Enumeration { name: "sandbox", values: &["none", "gvisor", "kata", "kata-confidential"], ordered: false };

/// What starts a workload.
pub static TRIGGER_KINDS: Enumeration = Enumeration {
    name: "trigger",
    values: &["http", "websocket", "schedule", "queue", "stream", "event", "storage", "direct"],
    ordered: false,
};

/// Front doors that stand before a workload and give up waiting by themselves.
pub static FRONT_DOORS: Enumeration = Enumeration {
    name: "front door",
    values: &["rest-api", "rest-api-edge", "http-api", "websocket-api", "function-url", "load-balancer"],
    ordered: false,
};

/// What a volume is kept on.
pub static VOLUME_KINDS: Enumeration = Enumeration {
    name: "volume",
    values: &["ephemeral", "memory", "host", "claim", "network", "block", "root", "config"],
    ordered: false,
};
