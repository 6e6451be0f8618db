//! Capacity of which each instance is a place of its own.

use super::resources;

#[test]
fn pools_under_for_each_are_told_apart() {
    let text = r#"
resource "google_container_cluster" "main" {
  name = "main"
}
resource "google_container_node_pool" "pools" {
  for_each = { web = false, batch = true }
  cluster  = google_container_cluster.main.name
  node_config {
    spot   = each.value
    labels = { role = each.key }
  }
}
"#;
    let pools: Vec<(String, bool, Option<String>)> = resources(text)
        .into_iter()
        .filter(|resource| resource.kind == "google_container_node_pool")
        .map(|pool| {
            let capacity = pool.facts.text("capacity_type").map(str::to_owned);
            (pool.local.to_string(), pool.labels.iter().any(|(key, value)| key == "role" && value == "batch"), capacity)
        })
        .collect();
    let spot = |text: &str| Some(text.to_owned());
    assert_eq!(
        pools,
        [
            ("google_container_node_pool.pools[\"web\"]".to_owned(), false, spot("on-demand")),
            ("google_container_node_pool.pools[\"batch\"]".to_owned(), true, spot("spot")),
        ]
    );
}
