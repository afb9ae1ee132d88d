using System.CommandLine;

namespace Pathwise.Cli;

/// <summary>pathwise check: the certificate.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var command = new Command("check", "Say, before anything runs, whether the pathwise gradient in each parameter is sound.");
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            var read = model.Read(parsed);
            read.Program.CheckDomains();
            var certificate = read.Program.Certificate();
            if (parsed.GetValue(model.Json))
                Json.Write(new
                {
                    model = read.File,
                    certificate = certificate.Entries.Select(entry => new
                    {
                        param = entry.Parameter,
                        verdict = entry.Verdict.Word(),
                        sites = entry.Sites.Select(site => new { kind = site.Kind, line = site.Place.Line, column = site.Place.Column, cause = site.Cause, cure = site.Cure }),
                    }),
                });
            else Show(certificate);
            return ExitCode.Done;
        });
        return command;
    }

    static void Show(Certificate certificate)
    {
        if (certificate.Entries.Count == 0) Console.WriteLine("the model has no parameters");
        foreach (string line in CertificateText.Verdicts(certificate)) Console.WriteLine(line);
        string[] sites = [.. CertificateText.Sites(certificate.Entries)];
        if (sites.Length > 0) Console.WriteLine();
        foreach (string line in sites) Console.WriteLine(line);
    }
}
