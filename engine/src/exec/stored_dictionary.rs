//! The dictionary of the stored form: what most states have in common.
//!
//! States are small, and most of a small state is names. Compressing against this text, a state
//! stored as bytes, leaves little more than the values. It belongs to the stored form's version:
//! changing one byte of it makes stored states unreadable, so a new one comes with a new version.

/// The dictionary of version 1.
pub(crate) const DICTIONARY: &[u8] = b"\
    \x8d\xa2id\xd9\"FN00000000000000000000000000000000\xa2st\xa1w\xa2fr\x91\x86\xa1f\x82\xa1\
    n\xa7welcome\xa1r\x01\xa1w\xa4menu\xa1e\xcf\x00\x00\x01\x9b\x8d\x99i\x00\xa1s\x03\xa1c\
    \x84\xa4flow\x85\xa3sid\xd9\"FN00000000000000000000000000000000\xa8flow_sid\xa0\xa7chann\
    el\x81\xa7address\xa5+1555\xa4data\x80\xa9variables\x80\xa7trigger\x84\xa7request\x83\
    \xa4from\xa0\xa2to\xa0\xaaparameters\x80\xa7message\x80\xacconversation\x80\xa4call\xde\
    \x00\x1f\xaaAccountSid\xa0\xaaApiVersion\xa0\xa6Caller\xa0\xa6Called\xa0\xaaCallerCity\
    \xa0\xa8FromCity\xa0\xa9FromState\xa0\xa7FromZip\xa0\xabFromCountry\xa0\xa6ToCity\xa0\
    \xa7ToState\xa0\xa5ToZip\xa0\xa9ToCountry\xa0\xaaMessageSid\xa0\xa8NumMedia\xa0\xa4Body\
    \xa0\xafConversationSid\xa0\xa6Author\xa0\xadForwardedFrom\xa0\xaaCallerName\xa0\xabQueu\
    eResult\xa0\xacRecordingUrl\xa0\xaeDialCallStatus\xa0\xacSpeechResult\xa0\xaaConfidence\
    \xa0\xa4hour\xa0\xa7CallSid\xa2CA\xaaCallStatus\xa7ringing\xa9Direction\xa7inbound\xa4Fr\
    om\xa2+1\xa2To\xa5+1555\xa7contact\x81\xa7channel\x81\xa7address\xa5+1555\xa7widgets\x89\
    \xa7welcome\x80\xabstatus_code\xcc\xc8\xaccontent_type\xb0application/json\xa4body\xa0\
    \xa6parsed\x80\xa7inbound\x80\xa8outbound\x80\xa8attempts\x80\xa4menu\x85\xa6Digits\xa11\
    \xa5round\x01\xa5first\xc3\xa4last\xc3\xa4done\xc2\xa1r\x01\xa2ch\xa4call\xa2ca\xa4live\
    \xa2at\xcf\x00\x00\x01\x9b\x8d\x99i\x00\xa2co\x91\x85\xa4step\xa4menu\xa5label\xa4Menu\
    \xa5value\xa11\xa3how\xa4dtmf\xa8attempts\x01\xa2pa\x92\xa7welcome\xa4menu\xa2pe\x91\x82\
    \xa1i\x02\xa1a\xa5input\xa2ne\x03\xa2ra\x00\xa2sp\x03\xa2by\n";
