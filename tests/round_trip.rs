//! Reading and writing every flow we hold changes nothing.

use centralita_engine::Flow;
use centralita_tests::{read, sample_flows};

#[test]
fn every_sample_flow_is_written_back_byte_for_byte() {
    for path in sample_flows() {
        let text = read(&path);
        let flow = Flow::read(&text);
        assert_eq!(flow.text(), text, "{}", path.display());
        assert_eq!(flow.faults(), [], "{}", path.display());
    }
}
