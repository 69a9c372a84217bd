import Foundation

/// Just enough colour science to judge a palette: sRGB, CIEDE2000, WCAG contrast, colour blindness after Machado 2009.
struct LinearColor {
  var red, green, blue: Double

  /// A colour of xterm's palette of 256, from index 16 on.
  init(paletteIndex: Int) {
    precondition((16...255).contains(paletteIndex))
    let bytes: [Int]
    if paletteIndex >= 232 {
      bytes = Array(repeating: 8 + 10 * (paletteIndex - 232), count: 3)
    } else {
      let steps = [0, 95, 135, 175, 215, 255]
      let index = paletteIndex - 16
      bytes = [steps[index / 36], steps[index / 6 % 6], steps[index % 6]]
    }
    let linear = bytes.map { byte -> Double in
      let value = Double(byte) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    (red, green, blue) = (linear[0], linear[1], linear[2])
  }

  /// As it looks with one kind of cone missing.
  func seen(by matrix: [Double]) -> LinearColor {
    var copy = self
    func row(_ index: Int) -> Double {
      min(1, max(0, matrix[index] * red + matrix[index + 1] * green + matrix[index + 2] * blue))
    }
    (copy.red, copy.green, copy.blue) = (row(0), row(3), row(6))
    return copy
  }

  var luminance: Double { 0.2126 * red + 0.7152 * green + 0.0722 * blue }

  /// L*, a*, b* for the white of D65.
  var lab: (Double, Double, Double) {
    func f(_ t: Double) -> Double { t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116 }
    let x = f((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047)
    let y = f(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue)
    let z = f((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883)
    return (116 * y - 16, 500 * (x - y), 200 * (y - z))
  }
}

/// Full dichromacy in linear sRGB, after Machado, Oliveira and Fernandes 2009.
let colorVisions: [(name: String, matrix: [Double])] = [
  ("normal", [1, 0, 0, 0, 1, 0, 0, 0, 1]),
  ("protanopia", [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998]),
  ("deuteranopia", [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881]),
  ("tritanopia", [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900]),
]

/// WCAG 2 contrast of a colour on a ground of the given luminance.
func contrast(_ color: LinearColor, onLuminance ground: Double) -> Double {
  let (bright, dark) = (max(color.luminance, ground), min(color.luminance, ground))
  return (bright + 0.05) / (dark + 0.05)
}

/// CIEDE2000 with unit weights.
func colorDifference(_ one: LinearColor, _ two: LinearColor) -> Double {
  let radian = Double.pi / 180
  let ((l1, a1, b1), (l2, a2, b2)) = (one.lab, two.lab)
  let meanC7 = pow((hypot(a1, b1) + hypot(a2, b2)) / 2, 7)
  let g = 0.5 * (1 - sqrt(meanC7 / (meanC7 + pow(25, 7))))
  let (p1, p2) = (a1 * (1 + g), a2 * (1 + g))
  let (c1, c2) = (hypot(p1, b1), hypot(p2, b2))
  func hue(_ a: Double, _ b: Double) -> Double {
    a == 0 && b == 0 ? 0 : (atan2(b, a) / radian + 360).truncatingRemainder(dividingBy: 360)
  }
  let (h1, h2) = (hue(p1, b1), hue(p2, b2))
  var dh = c1 * c2 == 0 ? 0 : h2 - h1
  if dh > 180 { dh -= 360 } else if dh < -180 { dh += 360 }
  var meanH = h1 + h2
  if c1 * c2 != 0 { meanH = abs(h1 - h2) <= 180 ? meanH / 2 : (meanH < 360 ? meanH + 360 : meanH - 360) / 2 }
  let (meanL, meanC) = ((l1 + l2) / 2, (c1 + c2) / 2)
  let t =
    1 - 0.17 * cos((meanH - 30) * radian) + 0.24 * cos(2 * meanH * radian)
    + 0.32 * cos((3 * meanH + 6) * radian) - 0.2 * cos((4 * meanH - 63) * radian)
  let c7 = pow(meanC, 7)
  let rotation = -sin(60 * exp(-pow((meanH - 275) / 25, 2)) * radian) * 2 * sqrt(c7 / (c7 + pow(25, 7)))
  let lightness = (l2 - l1) / (1 + 0.015 * pow(meanL - 50, 2) / sqrt(20 + pow(meanL - 50, 2)))
  let chroma = (c2 - c1) / (1 + 0.045 * meanC)
  let hueShift = 2 * sqrt(c1 * c2) * sin(dh / 2 * radian) / (1 + 0.015 * meanC * t)
  return sqrt(
    lightness * lightness + chroma * chroma + hueShift * hueShift + rotation * chroma * hueShift)
}
