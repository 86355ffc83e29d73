//! The model of one device with the origin of every value: what `ikelint show` prints.
//!
//! A device is first put into a [`Node`] tree, whose keys are the vocabulary; YAML and JSON are two ways to write it.

mod behaviour;
mod device;
mod entry;
mod node;
mod path;
mod proposal;
mod yaml;

#[cfg(test)]
mod tests;

use crate::model::Device;
use crate::report::show::node::Node;
use crate::source::SourceFile;

/// The schema of both forms.
const SCHEMA: &str = "ikelint.show.v1";

/// The form of the model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// YAML, with the origin of each value in a comment behind it
    #[default]
    Yaml,
    /// JSON, with value and origin as fields
    Json,
}

/// The model of a device. No form holds a key, nor anything from which its length could be told.
///
/// # Errors
/// Where the JSON cannot be written, which the tree rules out.
pub fn render(device: &Device, source: &SourceFile, format: Format) -> serde_json::Result<String> {
    let mut fields = vec![("schema", Node::text(SCHEMA))];
    fields.extend(device::fields(device, source));
    let root = Node::Map(fields);
    match format {
        Format::Yaml => Ok(yaml::write(&root)),
        Format::Json => serde_json::to_string_pretty(&root).map(|text| text + "\n"),
    }
}
