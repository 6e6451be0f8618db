//! Images and packages of stores: which keep data, which are caches, which replicate, and how a command uses them.

use super::shell::{base_name, words};
use crate::model::fact::{Fact, Value};
use crate::model::tree::HOLE;

/// What an image is, as far as data is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Store {
    /// It keeps data that somebody wants back.
    Database,
    /// It holds copies, unless it is told to keep them.
    Cache,
}

/// Servers of data. Exact names: an exporter, a proxy or a console beside them keeps nothing.
const DATABASES: &[&str] = &[
    "postgres",
    "postgresql",
    "postgresql-repmgr",
    "postgis",
    "timescaledb",
    "timescaledb-ha",
    "pgvector",
    "spilo",
    "supabase-postgres",
    "mysql",
    "mysql-server",
    "mariadb",
    "mariadb-galera",
    "percona",
    "percona-server",
    "percona-xtradb-cluster",
    "mongo",
    "mongodb",
    "mongodb-community-server",
    "mongodb-enterprise-server",
    "mongodb-sharded",
    "percona-server-mongodb",
    "cassandra",
    "scylla",
    "cockroach",
    "couchdb",
    "couchbase",
    "elasticsearch",
    "opensearch",
    "solr",
    "clickhouse",
    "clickhouse-server",
    "influxdb",
    "neo4j",
    "arangodb",
    "etcd",
    "zookeeper",
    "kafka",
    "cp-kafka",
    "cp-zookeeper",
    "cp-server",
    "redpanda",
    "minio",
    "questdb",
    "rethinkdb",
    "qdrant",
    "weaviate",
    "milvus",
    "dgraph",
    "foundationdb",
    "tikv",
    "yugabyte",
    "rqlite",
    "ravendb",
    "azure-sql-edge",
    "mssql-server",
    "mssql-server-linux",
];

const CACHES: &[&str] = &[
    "redis",
    "redis-cluster",
    "redis-stack",
    "redis-stack-server",
    "valkey",
    "valkey-cluster",
    "keydb",
    "dragonfly",
    "memcached",
    "varnish",
];

/// Stores that keep every piece on several instances without being told.
const REPLICATING: &[&str] = &[
    "cassandra",
    "scylla",
    "etcd",
    "kafka",
    "cp-kafka",
    "cp-server",
    "redpanda",
    "zookeeper",
    "cp-zookeeper",
    "cockroach",
    "elasticsearch",
    "opensearch",
    "consul",
    "redis-cluster",
    "valkey-cluster",
    "couchbase",
    "foundationdb",
    "tikv",
    "yugabyte",
    "spilo",
    "postgresql-repmgr",
    "mariadb-galera",
    "percona-xtradb-cluster",
    "rqlite",
    "clickhouse-keeper",
];

/// Words of a command that only talk to a store, or put it away.
const CLIENTS: &[&str] = &[
    "psql",
    "pg_dump",
    "pg_dumpall",
    "pg_restore",
    "pg_isready",
    "pgbench",
    "mysqldump",
    "mysqladmin",
    "mariadb-dump",
    "mongodump",
    "mongorestore",
    "mongosh",
    "mongoexport",
    "redis-cli",
    "redis-benchmark",
    "valkey-cli",
    "cqlsh",
    "etcdctl",
    "kafka-topics",
    "kafka-topics.sh",
    "kafka-console-consumer.sh",
    "influx",
    "clickhouse-client",
    "mc",
    "sleep",
];

/// Words of a command that start the store itself.
const SERVERS: &[&str] = &[
    "postgres",
    "mysqld",
    "mariadbd",
    "mongod",
    "redis-server",
    "valkey-server",
    "keydb-server",
    "docker-entrypoint.sh",
    "entrypoint.sh",
    "run.sh",
    "etcd",
    "cassandra",
    "memcached",
    "kafka-server-start.sh",
];

/// Packages that make a machine a database server.
const DATABASE_PACKAGES: &[&str] = &[
    "postgresql",
    "postgresql-server",
    "postgresql-contrib",
    "mysql-server",
    "mysql-community-server",
    "mariadb-server",
    "mongodb-org",
    "mongodb-server",
    "mssql-server",
    "cassandra",
    "elasticsearch",
    "opensearch",
    "rabbitmq-server",
    "influxdb",
    "influxdb2",
    "clickhouse-server",
    "neo4j",
    "couchdb",
    "etcd",
];

/// Images that start other work on a schedule.
const SCHEDULERS: &[&str] =
    &["ofelia", "supercronic", "cron", "crond", "crontab", "docker-cron", "docker-crontab", "alpine-cron", "yacron"];

/// Images that run what others wrote: builds, notebooks, terminals, sandboxes for submitted programs.
const RUNNERS: &[&str] = &[
    "actions-runner",
    "gha-runner",
    "github-runner",
    "gitlab-runner",
    "gitlab-runner-helper",
    "inbound-agent",
    "jnlp-slave",
    "buildkite-agent",
    "agent-stack-k8s",
    "drone-runner-docker",
    "woodpecker-agent",
    "circleci-runner",
    "azp-agent",
    "teamcity-agent",
    "executor",
    "buildkit",
    "buildkitd",
    "buildah",
    "jupyter",
    "base-notebook",
    "minimal-notebook",
    "scipy-notebook",
    "datascience-notebook",
    "tensorflow-notebook",
    "pyspark-notebook",
    "all-spark-notebook",
    "k8s-singleuser-sample",
    "singleuser",
    "jupyterlab",
    "rstudio",
    "code-server",
    "openvscode-server",
    "ttyd",
    "judge0",
    "piston",
    "code-interpreter",
];

/// Whether an image runs what others wrote.
pub(super) fn runs_others_code(image: &str) -> bool {
    let name = image_name(image);
    // Kaniko's image is called by what it does; other executors are not meant.
    if name == "executor" { image.contains("kaniko") } else { RUNNERS.contains(&name) }
}

/// What an image, run by a command, keeps; nothing where it is no store, or the command only talks to one.
pub(super) fn store(image: &str, command: &[&str]) -> Option<Store> {
    let name = image_name(image);
    let talks = has_word(command, CLIENTS) && !has_word(command, SERVERS);
    match name {
        _ if talks => None,
        name if DATABASES.contains(&name) || is_server_of(image, "mssql") => Some(Store::Database),
        name if CACHES.contains(&name) => Some(Store::Cache),
        // A message server keeps messages only where it is told to.
        "nats" | "nats-streaming" if has_word(command, &["-js", "--js", "--jetstream"]) => Some(Store::Database),
        _ => None,
    }
}

/// Whether an image, run by a command with these environment variables, replicates what it keeps by itself.
pub(super) fn replicates(image: &str, command: &[&str], environment: &[&str]) -> bool {
    let sets = |names: &[&str]| environment.iter().any(|name| names.contains(name));
    match image_name(image) {
        name if REPLICATING.contains(&name) => true,
        "mongo" | "mongodb" | "percona-server-mongodb" | "mongodb-community-server" => {
            has_word(command, &["--replSet", "--replset"])
                || sets(&["MONGODB_REPLICA_SET_MODE", "MONGODB_REPLICA_SET_NAME", "MONGO_REPLICA_SET"])
        }
        "redis" | "valkey" => has_word(command, &["--cluster-enabled"]) || sets(&["REDIS_NODES", "VALKEY_NODES"]),
        "nats" => has_word(command, &["-js", "--js", "--jetstream"]),
        "clickhouse" | "clickhouse-server" => sets(&["CLICKHOUSE_KEEPER_HOST", "CLICKHOUSE_ZOOKEEPER_HOST"]),
        _ => false,
    }
}

/// Whether an image does nothing but start other work on a schedule.
pub(super) fn is_scheduler(image: &str) -> bool {
    SCHEDULERS.contains(&image_name(image))
}

/// Whether a package or image name makes a machine a database server; `postgresql-16` and `mysql:8` too.
pub(super) fn is_database_package(name: &str) -> bool {
    let image = image_name(name);
    let unversioned = image.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.'));
    DATABASE_PACKAGES.contains(&unversioned) || name.contains(':') && DATABASES.contains(&image)
}

/// Whether a cache is told to keep what it holds.
pub(super) fn appends(command: &[&str]) -> bool {
    let all: Vec<&str> = command.iter().flat_map(|part| words(part)).collect();
    all.iter().enumerate().any(|(index, word)| match *word {
        "--appendonly" | "appendonly" => all.get(index + 1) == Some(&"yes"),
        "--appendonly=yes" => true,
        _ => false,
    })
}

/// The last part of an image's name, without tag and digest.
/// An image as far as its name goes: what its registry or its version is may be open.
pub(super) fn written(image: &Fact) -> Option<&str> {
    match &image.value {
        Value::Unknown(unknown) => {
            let outline = unknown.outline.as_deref()?;
            (!image_name(outline).is_empty() && !image_name(outline).contains(HOLE)).then_some(outline)
        }
        _ => image.as_text(),
    }
}

fn image_name(image: &str) -> &str {
    let image = image.split('@').next().unwrap_or(image);
    let last = image.rsplit('/').next().unwrap_or(image);
    last.split(':').next().unwrap_or(last)
}

/// `mcr.microsoft.com/mssql/server`: the store's name is the folder's.
fn is_server_of(image: &str, folder: &str) -> bool {
    image_name(image) == "server" && image.rsplit('/').nth(1) == Some(folder)
}

fn has_word(command: &[&str], wanted: &[&str]) -> bool {
    command.iter().flat_map(|part| words(part)).any(|word| wanted.contains(&base_name(word)))
}

#[cfg(test)]
mod tests {
    use super::{Fact, HOLE, Value, written};
    use crate::model::fact::Known;
    use crate::model::source::{SourceId, Span};
    use crate::model::tree::Unknown;

    #[test]
    fn an_image_is_known_where_its_name_is() {
        let outlined = |parts: &str| {
            let outline = parts.replace('?', &HOLE.to_string()).into();
            let unknown = Unknown { outline: Some(outline), ..Unknown::because("it has no value here") };
            Fact::new(Value::Unknown(unknown), Known::Written, Span::new(SourceId(0), 0, 0))
        };
        for parts in ["?/redis:7", "?.dkr.ecr.?.amazonaws.com/mirror/redis:?", "redis:?", "?/redis@sha256:?"] {
            assert!(written(&outlined(parts)).is_some(), "{parts}");
        }
        for parts in ["?", "?:7", "docker.io/?:7", "docker.io/re?:7", "?/"] {
            assert_eq!(written(&outlined(parts)), None, "{parts}");
        }
    }
}
