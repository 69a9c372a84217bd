import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import X509

/// A certificate for this machine's loopback interface that nobody but its owner trusts. It is kept, so that a client that
/// was told of it once need not be told again.
struct LoopbackCertificate {
  let certificatePEM: String
  let keyPEM: String

  /// The certificate in a folder, made anew where there is none or its time is nearly over.
  static func kept(in folder: String, now: Date = Date()) throws -> LoopbackCertificate {
    let (certificatePath, keyPath) = (folder + "/certificate.pem", folder + "/key.pem")
    if let certificate = try? String(contentsOfFile: certificatePath, encoding: .utf8),
      let key = try? String(contentsOfFile: keyPath, encoding: .utf8),
      let known = try? Certificate(pemEncoded: certificate), known.notValidAfter > now.addingTimeInterval(7 * day)
    {
      return LoopbackCertificate(certificatePEM: certificate, keyPEM: key)
    }
    let fresh = try make(now: now)
    try PrivateFile.makeFolder(folder)
    try PrivateFile.write(fresh.keyPEM, to: keyPath)
    try PrivateFile.write(fresh.certificatePEM, to: certificatePath)
    return fresh
  }

  private static let day: TimeInterval = 86_400

  private static func make(now: Date) throws -> LoopbackCertificate {
    let key = P256.Signing.PrivateKey()
    let name = try DistinguishedName { CommonName("rolldeck loopback") }
    let certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(key.publicKey),
      notValidBefore: now.addingTimeInterval(-day), notValidAfter: now.addingTimeInterval(365 * day), issuer: name,
      subject: name, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(digitalSignature: true, keyCertSign: true))
        try ExtendedKeyUsage([.serverAuth])
        SubjectAlternativeNames([
          .dnsName("localhost"), .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
          .ipAddress(ASN1OctetString(contentBytes: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])),
        ])
      }, issuerPrivateKey: .init(key))
    return LoopbackCertificate(
      certificatePEM: try certificate.serializeAsPEM().pemString, keyPEM: key.pemRepresentation)
  }

  /// What the listener needs, of the certificate in a folder.
  static func context(in folder: String) throws(ServerFailure) -> NIOSSLContext {
    do {
      return try kept(in: folder).context()
    } catch let failure as ServerFailure {
      throw failure
    } catch {
      throw .certificate(folder, "\(error)")
    }
  }

  /// What the listener needs.
  func context() throws -> NIOSSLContext {
    let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificatePEM.utf8))
    let key = try NIOSSLPrivateKey(bytes: Array(keyPEM.utf8), format: .pem)
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    return try NIOSSLContext(configuration: configuration)
  }
}
